/// What is proven: the checklist of the protocol, the annotations that tie tests to it, and the page that says which
/// statement has a test.
@NullMarked
package dev.anemone.conformance.coverage;

import org.jspecify.annotations.NullMarked;
