/// The script that users start Anemone with, run as they run it.
@NullMarked
package dev.anemone.conformance.launcher;

import org.jspecify.annotations.NullMarked;
