/// WebSocket (RFC 6455) on the connections that Undertow hands over after the handshake: our own codec on their raw
/// conduits. The only package of the gateway that knows Undertow and XNIO. What XNIO demands of us is written where we do
/// it; why we do not use Undertow's own WebSocket channel is in `docs/adr`.
@NullMarked
package dev.anemone.gateway.transport;

import org.jspecify.annotations.NullMarked;
