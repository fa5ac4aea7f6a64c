/// Many clients and publishers of one server, and the loads they can put on it. [Swarm] is the door.
@NullMarked
package dev.anemone.bench.swarm;

import org.jspecify.annotations.NullMarked;
