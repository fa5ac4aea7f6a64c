/// Round trips through the official libraries, unmodified: only the host and the port they are given are ours. What they
/// make of our answers is what counts here; the bytes are looked at in the other packages.
@NullMarked
package dev.anemone.conformance.libraries;

import org.jspecify.annotations.NullMarked;
