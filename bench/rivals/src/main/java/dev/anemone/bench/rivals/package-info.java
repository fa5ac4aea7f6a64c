/// `bench/compare`: Anemone beside other servers, measured by the load generator of `anemone bench` in one run. Reads the
/// command line and drives the rounds. Never shipped.
@NullMarked
package dev.anemone.bench.rivals;

import org.jspecify.annotations.NullMarked;
