/// One node: the store, the roles and the ports, wired together, started and stopped. Nothing here knows how a role
/// does its work.
@NullMarked
package dev.anemone.server.node;

import org.jspecify.annotations.NullMarked;
