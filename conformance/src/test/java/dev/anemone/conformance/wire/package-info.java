/// Bytes on a socket: TCP, HTTP/1.1 and WebSocket frames exactly as a test wants them, right or wrong. Nothing here knows
/// Pusher or JSON.
@NullMarked
package dev.anemone.conformance.wire;

import org.jspecify.annotations.NullMarked;
