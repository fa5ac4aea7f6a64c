/// Pusher Channels Protocol 7 as values: what clients may say ([ClientMessage]), what we say ([MessageEncoder]), and why
/// connections end ([CloseCode]). Pure: bytes in, values out; nothing here knows a socket, a thread or a session.
@NullMarked
package dev.anemone.gateway.protocol;

import org.jspecify.annotations.NullMarked;
