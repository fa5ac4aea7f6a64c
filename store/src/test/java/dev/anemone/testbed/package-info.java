/// Real Redis servers of a test's own, alone, behind Sentinels or as a Cluster: started from the `redis-server` of this
/// machine on free ports, killed, frozen and started again. For the tests of every module; knows none of their classes.
@NullMarked
package dev.anemone.testbed;

import org.jspecify.annotations.NullMarked;
