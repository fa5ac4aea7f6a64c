/// Sessions over plain HTTP: pusher-js's fallbacks in SockJS framing, and event streams for readers without a library. A
/// session lives on one loop; the responses that carry it may belong to others, and are spoken to by tasks.
@NullMarked
package dev.anemone.gateway.transport.http;

import org.jspecify.annotations.NullMarked;
