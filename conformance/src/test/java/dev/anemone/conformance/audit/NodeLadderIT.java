package dev.anemone.conformance.audit;

import dev.anemone.testbed.RedisServer;
import java.util.Collections;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// What nodes can do to the others.
@Timeout(180)
class NodeLadderIT {
    private final Scale scale = Scale.current();
    private final RedisServer redis = RedisServer.start();

    @AfterEach
    void close() {
        redis.close();
    }

    private Result trial(String name, Trial.Fault fault) {
        return Trial.of(name, scale, Collections.nCopies(scale.nodes(), redis.url()), fault);
    }

    @Test
    void aNodeIsKilled() {
        trial("A node is killed (SIGKILL)", trial -> {
            trial.node(1).process().kill();
            trial.comeAndGo();
        }).assertHonest();
    }

    @Test
    void aNodeStandsStillForLongerThanItsLease() {
        trial("A node stands still for " + scale.freeze().toSeconds() + " s (SIGSTOP, SIGCONT)", trial -> {
            trial.node(1).process().freeze();
            trial.comeAndGo();
            Trial.flow(scale.freeze());
            trial.node(1).process().thaw();
        }).assertHonest();
    }
}
