/// Who on this node hears a message, and how it reaches them cheaply. [dev.anemone.gateway.hub.Hub] is shared by all
/// threads and knows channels; one [dev.anemone.gateway.hub.Shard] per I/O thread knows subscribers, and nobody else
/// touches it. Knows frames, never sockets, sessions or rules.
@NullMarked
package dev.anemone.gateway.hub;

import org.jspecify.annotations.NullMarked;
