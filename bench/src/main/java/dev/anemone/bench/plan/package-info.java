/// What is measured: which server, how many clients, how much load. Values, checked when they are made.
@NullMarked
package dev.anemone.bench.plan;

import org.jspecify.annotations.NullMarked;
