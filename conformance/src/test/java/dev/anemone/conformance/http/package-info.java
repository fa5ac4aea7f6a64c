/// Clients without WebSocket: the HTTP fallbacks of pusher-js in SockJS framing, and event streams.
@NullMarked
package dev.anemone.conformance.http;

import org.jspecify.annotations.NullMarked;
