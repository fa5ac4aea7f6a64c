/// Makes the page on performance of what was measured: tables, outcomes, the picture, every run. Text out of values; the
/// only file it touches is the page with its picture.
@NullMarked
package dev.anemone.bench.rivals.report;

import org.jspecify.annotations.NullMarked;
