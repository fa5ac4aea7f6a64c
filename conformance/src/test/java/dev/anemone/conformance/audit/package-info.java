/// What several nodes are as one service while Redis, the network and nodes themselves fail: publishers number their
/// events, subscribers on every node write down what they hear, and [Audit] compares the two. [Trial] is one fault from
/// beginning to end; the classes named `…LadderIT` say which faults there are.
@NullMarked
package dev.anemone.conformance.audit;

import org.jspecify.annotations.NullMarked;
