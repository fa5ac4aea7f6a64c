/// HTTP on one side, [RequestHandler] on the other: targets, signatures, bodies, replies. The only package of this
/// module that touches Undertow's types; what it hands to handlers is plain Java.
@NullMarked
package dev.anemone.api.http;

import org.jspecify.annotations.NullMarked;
