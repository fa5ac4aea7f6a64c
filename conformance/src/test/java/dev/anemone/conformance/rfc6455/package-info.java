/// RFC 6455 as a server must keep it, section by section, with connections of the Pusher protocol as the carrier: a text
/// message has arrived whole when the `pusher:ping` in it is answered.
@NullMarked
package dev.anemone.conformance.rfc6455;

import org.jspecify.annotations.NullMarked;
