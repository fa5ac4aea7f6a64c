/// Where a request really came from, when proxies stand between. Values and text only: no I/O, no names looked up.
@NullMarked
package dev.anemone.server.proxy;

import org.jspecify.annotations.NullMarked;
