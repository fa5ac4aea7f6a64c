package dev.anemone.auth.http;

import java.net.InetAddress;
import java.nio.ByteBuffer;

/// Where requests come from: an IPv4 address, or the /64 of an IPv6 one, which is the least that one subscriber is given and
/// has as many addresses as it likes.
///
/// @param prefix its first 4 or 8 bytes
record Network(boolean version6, long prefix) {
    static Network of(InetAddress address) {
        ByteBuffer bytes = ByteBuffer.wrap(address.getAddress());
        return bytes.capacity() == Integer.BYTES
                ? new Network(false, bytes.getInt())
                : new Network(true, bytes.getLong());
    }
}
