/// Sockets without blocking: one thread, one selector, plain or TLS.
@NullMarked
package dev.anemone.bench.io;

import org.jspecify.annotations.NullMarked;
