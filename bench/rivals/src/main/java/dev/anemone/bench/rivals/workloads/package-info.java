/// What is measured: each workload with its shapes, who takes part in them, how one run goes, and what Anemone is to
/// reach. Drives servers and the load generator; writes nothing.
@NullMarked
package dev.anemone.bench.rivals.workloads;

import org.jspecify.annotations.NullMarked;
