/// The node's HTTP edge: the ports, the table of paths, and the operational routes that every role has. What a path
/// does beyond that belongs to the roles.
@NullMarked
package dev.anemone.server.http;

import org.jspecify.annotations.NullMarked;
