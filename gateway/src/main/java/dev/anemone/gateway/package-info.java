/// The gateway: [dev.anemone.gateway.Gateway] is its door. `transport` speaks RFC 6455 on Undertow's upgraded connections,
/// `transport.http` plain HTTP to those without WebSocket, `session` holds one connection's state, `hub` finds who hears a message, `protocol` is Pusher's wire
/// format and nothing else. Arrows: transport → session → hub → protocol.
@NullMarked
package dev.anemone.gateway;

import org.jspecify.annotations.NullMarked;
