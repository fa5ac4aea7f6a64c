package dev.anemone.server.proxy;

import java.net.InetAddress;
import java.util.Arrays;

/// Neighbouring IP addresses, as CIDR writes them: `10.0.0.0/8`, `2001:db8::/32`, or one address (RFC 4632 §3.1, RFC 4291
/// §2.3). Immutable.
final class AddressRange {
    private static final int IPV4_BITS = 32;
    private static final int IPV4_IN_IPV6 = 96;

    private final byte[] first;
    private final int prefixBits;

    private AddressRange(byte[] first, int prefixBits) {
        this.first = first;
        this.prefixBits = prefixBits;
    }

    /// The range that `text` describes.
    ///
    /// @throws IllegalArgumentException if it describes none, or its address has bits behind the prefix: then one of the
    ///     two is a mistake
    static AddressRange parse(String text) {
        int slash = text.indexOf('/');
        String written = slash < 0 ? text : text.substring(0, slash);
        InetAddress address = Literals.address(written).orElseThrow(() -> unfit(text));
        byte[] bytes = address.getAddress();
        int bits = bytes.length * Byte.SIZE;
        // ::ffff:10.0.0.0/104 is 10.0.0.0/8.
        int offset = bits == IPV4_BITS && written.contains(":") ? IPV4_IN_IPV6 : 0;
        int prefixBits = slash < 0 ? bits : prefix(text, text.substring(slash + 1)) - offset;
        if (prefixBits < 0 || prefixBits > bits) {
            throw unfit(text);
        }
        byte[] first = masked(bytes, prefixBits);
        if (!Arrays.equals(first, bytes)) {
            throw new IllegalArgumentException("expected a range that starts at its first address, got " + text);
        }
        return new AddressRange(first, prefixBits);
    }

    private static int prefix(String text, String digits) {
        if (!digits.matches("[0-9]{1,3}")) {
            throw unfit(text);
        }
        return Integer.parseInt(digits);
    }

    private static IllegalArgumentException unfit(String text) {
        return new IllegalArgumentException(
                "expected addresses like 10.0.0.0/8, 192.0.2.7 or 2001:db8::/32, got " + text);
    }

    /// Whether `address` is in it. No IPv6 address is in a range of IPv4, nor the reverse.
    boolean contains(InetAddress address) {
        byte[] bytes = address.getAddress();
        return bytes.length == first.length && Arrays.equals(masked(bytes, prefixBits), first);
    }

    private static byte[] masked(byte[] address, int prefixBits) {
        byte[] masked = new byte[address.length];
        for (int i = 0; i < address.length; i++) {
            int kept = Math.clamp(prefixBits - i * (long) Byte.SIZE, 0, Byte.SIZE);
            masked[i] = (byte) (address[i] & (0xFF00 >> kept));
        }
        return masked;
    }
}
