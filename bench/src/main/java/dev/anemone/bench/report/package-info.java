/// A result for people, for programs, and as a picture.
@NullMarked
package dev.anemone.bench.report;

import org.jspecify.annotations.NullMarked;
