/// The REST API that customers' servers use, statement by statement.
@NullMarked
package dev.anemone.conformance.rest;

import org.jspecify.annotations.NullMarked;
