/// What the JMH benchmarks share, and the test that runs each of them once. They themselves stand in the packages of what
/// they measure: most of that is nobody else's business.
@NullMarked
package dev.anemone.bench.jmh;

import org.jspecify.annotations.NullMarked;
