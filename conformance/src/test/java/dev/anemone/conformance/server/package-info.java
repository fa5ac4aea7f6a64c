/// The server under test: a process of our own, configured for these tests, or another Pusher-compatible server that is
/// already running (`-Dconformance.url=http://host:port -Dconformance.app=id:key:secret`).
@NullMarked
package dev.anemone.conformance.server;

import org.jspecify.annotations.NullMarked;
