/// The Pusher Channels protocol over WebSocket, statement by statement.
@NullMarked
package dev.anemone.conformance.protocol;

import org.jspecify.annotations.NullMarked;
