package dev.anemone.server.proxy;

/// What one proxy says about whoever it got the request from.
///
/// @param node its address as it was written; empty if nothing was said
/// @param scheme `http` or `https`, as it was written; empty if nothing was said
record Hop(String node, String scheme) {}
