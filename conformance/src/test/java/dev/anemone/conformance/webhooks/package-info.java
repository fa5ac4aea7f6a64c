/// Webhooks, from what clients do to what a backend of the tests' own receives.
@NullMarked
package dev.anemone.conformance.webhooks;

import org.jspecify.annotations.NullMarked;
