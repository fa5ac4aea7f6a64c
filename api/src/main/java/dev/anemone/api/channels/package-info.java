/// Asking about channels: which are occupied, by how many, and by whom. Reads only.
@NullMarked
package dev.anemone.api.channels;

import org.jspecify.annotations.NullMarked;
