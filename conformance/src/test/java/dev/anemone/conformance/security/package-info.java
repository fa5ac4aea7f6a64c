/// What somebody who means harm may try.
@NullMarked
package dev.anemone.conformance.security;

import org.jspecify.annotations.NullMarked;
