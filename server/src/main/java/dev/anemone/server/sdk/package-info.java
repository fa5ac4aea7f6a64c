/// The JavaScript client at an address of the server, so that a page needs nothing but a script element.
@NullMarked
package dev.anemone.server.sdk;

import org.jspecify.annotations.NullMarked;
