/// The domain's values: small, immutable, and impossible to hold in a malformed state.
/// Nothing here knows of JSON, HTTP, WebSocket or Redis.
@NullMarked
package dev.anemone.model;

import org.jspecify.annotations.NullMarked;
