/// Measures a running server from outside: what it speaks is the wire protocol, and it imports none of the server's
/// classes. The load generator belongs here; there is none yet.
@NullMarked
package dev.anemone.bench;

import org.jspecify.annotations.NullMarked;
