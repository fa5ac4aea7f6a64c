package dev.anemone.server.proxy;

import java.net.InetSocketAddress;

/// Where a request came from.
///
/// @param address its port is 0 where only a proxy knows it
/// @param secure whether it came over TLS, at least to the first proxy
public record Client(InetSocketAddress address, boolean secure) {}
