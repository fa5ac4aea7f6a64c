/// What runs yield: figures, their spread over rounds, the targets they are held against, and the files they are kept in.
/// Knows neither servers nor the generator.
@NullMarked
package dev.anemone.bench.rivals.runs;

import org.jspecify.annotations.NullMarked;
