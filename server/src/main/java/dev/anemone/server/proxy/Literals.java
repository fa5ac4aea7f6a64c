package dev.anemone.server.proxy;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Addresses as configurations and proxies write them. Never looks a name up.
final class Literals {
    /// Java would also read `10.1` and `167772161` as addresses; nobody who means one writes it so.
    private static final Pattern IPV4 = Pattern.compile("(?:0|[1-9]\\d{0,2})(?:\\.(?:0|[1-9]\\d{0,2})){3}");
    private static final Pattern IPV6 = Pattern.compile("[0-9A-Fa-f:.]{2,45}");
    private static final Pattern WITH_PORT = Pattern.compile("(?:\\[([^\\]]*)]|([^:]*))(?::([0-9]{1,5}))?");

    private Literals() {}

    /// The address, if `text` is one. An IPv4 address in IPv6 clothes (`::ffff:10.0.0.1`) is the IPv4 address.
    static Optional<InetAddress> address(String text) {
        if (!IPV4.matcher(text).matches() && !(text.contains(":") && IPV6.matcher(text).matches())) {
            return Optional.empty();
        }
        try {
            return Optional.of(InetAddress.ofLiteral(text));
        } catch (IllegalArgumentException _) {
            return Optional.empty();
        }
    }

    /// The address with the port that may follow it (0 if none does): `192.0.2.1`, `192.0.2.1:80`, `2001:db8::1`,
    /// `[2001:db8::1]`, `[2001:db8::1]:80` (RFC 7239 §6). Empty for anything else, like `unknown` or `_hidden`.
    static Optional<InetSocketAddress> endpoint(String text) {
        Matcher parts = WITH_PORT.matcher(text);
        if (!parts.matches()) {
            return address(text).map(bare -> new InetSocketAddress(bare, 0));
        }
        String bracketed = parts.group(1);
        String host = bracketed == null ? parts.group(2) : bracketed;
        int port = parts.group(3) == null ? 0 : Integer.parseInt(parts.group(3));
        if (port > 65_535 || (bracketed != null && !bracketed.contains(":"))) {
            return Optional.empty();
        }
        return address(host).map(address -> new InetSocketAddress(address, port));
    }
}
