/// The route by which a backend takes back what tokens and signatures have given.
@NullMarked
package dev.anemone.api.revocations;

import org.jspecify.annotations.NullMarked;
