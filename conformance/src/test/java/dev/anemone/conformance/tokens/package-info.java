/// Access tokens: an identity provider, what its users may do with its tokens, and what they may not.
@NullMarked
package dev.anemone.conformance.tokens;

import org.jspecify.annotations.NullMarked;
