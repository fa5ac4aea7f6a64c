/// The bytes of WebSocket, of Pusher Channels Protocol 7 and of its HTTP API, as a client writes and reads them. Pure: no sockets and no clocks.
@NullMarked
package dev.anemone.bench.wire;

import org.jspecify.annotations.NullMarked;
