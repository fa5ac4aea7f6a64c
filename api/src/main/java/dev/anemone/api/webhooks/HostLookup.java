package dev.anemone.api.webhooks;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.List;

/// Finds the addresses of a host. May block for as long as the system's resolver does.
@FunctionalInterface
interface HostLookup {
    /// What the system says.
    HostLookup SYSTEM = host -> List.of(InetAddress.getAllByName(host));

    /// All addresses of a name, or the one that a literal spells; at least one.
    List<InetAddress> lookUp(String host) throws UnknownHostException;
}
