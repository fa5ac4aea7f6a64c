/// `anemone bench`: measures a running server from outside. What it speaks is the wire protocol, so that any
/// Pusher-compatible server can be measured, and it imports none of the server's classes.
///
/// `wire` knows bytes, `io` sockets, `measure` clocks and CPUs; `swarm` makes clients and load of them and is what Java
/// programs call; `report` shows a result; this package is the command.
@NullMarked
package dev.anemone.bench;

import org.jspecify.annotations.NullMarked;
