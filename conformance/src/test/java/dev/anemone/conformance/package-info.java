/// Black-box tests: a server is started as users start it and judged by what it says on the wire, by the Pusher Channels
/// protocol and by RFC 6455.
@NullMarked
package dev.anemone.conformance;

import org.jspecify.annotations.NullMarked;
