/// Triggering events: request bodies become [Trigger]s, checked as a whole, and leave through the broker in one call.
/// Jackson stays in [EventDecoder].
@NullMarked
package dev.anemone.api.events;

import org.jspecify.annotations.NullMarked;
