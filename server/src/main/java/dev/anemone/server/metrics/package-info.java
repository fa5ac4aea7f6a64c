/// What Prometheus reads. Numbers are taken from the tables that do the work at the moment somebody asks; nothing is
/// counted twice. Micrometer stays here.
@NullMarked
package dev.anemone.server.metrics;

import org.jspecify.annotations.NullMarked;
