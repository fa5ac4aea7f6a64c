/// What an operator may set, seen from outside.
@NullMarked
package dev.anemone.conformance.settings;

import org.jspecify.annotations.NullMarked;
