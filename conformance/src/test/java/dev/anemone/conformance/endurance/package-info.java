/// What must hold after a long time, and under a load that lasts.
@NullMarked
package dev.anemone.conformance.endurance;

import org.jspecify.annotations.NullMarked;
