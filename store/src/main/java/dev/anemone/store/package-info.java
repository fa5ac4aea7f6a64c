/// The ports: everything one node shares with the others goes through one of these interfaces. `api` and `gateway`
/// meet only here. Implementations are in `store.memory` (one process) and `store.redis` (many).
///
/// No method of a port blocks. A stage may complete on the caller's thread or on any other; whoever continues it must
/// not block there either.
@NullMarked
package dev.anemone.store;

import org.jspecify.annotations.NullMarked;
