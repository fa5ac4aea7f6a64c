/// What must hold whatever others do: order, isolation of apps, fairness between readers.
@NullMarked
package dev.anemone.conformance.isolation;

import org.jspecify.annotations.NullMarked;
