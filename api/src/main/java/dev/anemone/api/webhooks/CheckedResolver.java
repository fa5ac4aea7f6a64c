package dev.anemone.api.webhooks;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.List;
import org.apache.hc.client5.http.DnsResolver;

/// Gives the HTTP client the addresses to connect to, and only such as it may. Because the client connects to what it is
/// given and asks nobody else, a name cannot mean one address to the check and another to the connection.
///
/// @param publicOnly whether a host is refused if any of its addresses is not public
record CheckedResolver(HostLookup lookup, boolean publicOnly) implements DnsResolver {
    /// A host that exists, and must not be reached.
    static final class ForbiddenHostException extends UnknownHostException {
        private static final long serialVersionUID = 1L;

        private ForbiddenHostException(String host) {
            super(host);
        }
    }

    @Override
    public InetAddress[] resolve(String host) throws UnknownHostException {
        List<InetAddress> addresses = lookup.lookUp(host);
        if (publicOnly && !addresses.stream().allMatch(PublicAddresses::contains)) {
            throw new ForbiddenHostException(host);
        }
        return addresses.toArray(InetAddress[]::new);
    }

    /// The name as it is: nothing depends on another.
    @Override
    public String resolveCanonicalHostname(String host) {
        return host;
    }
}
