/// A server on Undertow's own WebSocket API, written as its documentation has it: what Anemone would be without a codec
/// and a delivery path of its own. A process by itself; the comparison knows it by its command line alone.
@NullMarked
package dev.anemone.bench.rivals.stock;

import org.jspecify.annotations.NullMarked;
