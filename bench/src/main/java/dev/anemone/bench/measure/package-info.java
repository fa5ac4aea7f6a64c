/// What a run cost: CPU of the server and of the generator itself.
@NullMarked
package dev.anemone.bench.measure;

import org.jspecify.annotations.NullMarked;
