/// The embedded store: every port over the memory of one process, for a service that is one node. It makes the same
/// promises as the Redis store. Several nodes over one memory exist for the contract suites and for simulations.
///
/// Nothing here blocks, schedules, reads a clock or starts a thread.
@NullMarked
package dev.anemone.store.memory;

import org.jspecify.annotations.NullMarked;
