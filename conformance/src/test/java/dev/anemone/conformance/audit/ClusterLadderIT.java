package dev.anemone.conformance.audit;

import dev.anemone.testbed.RedisCluster;
import dev.anemone.testbed.RedisServer;
import java.util.Collections;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// What happens in a Cluster of three masters.
@Timeout(180)
class ClusterLadderIT {
    private final Scale scale = Scale.current();

    private Result trial(String name, RedisCluster redis, Trial.Fault fault) {
        return Trial.of(name, scale, Collections.nCopies(scale.nodes(), redis.url()), fault);
    }

    @Test
    void aSlotMoves() {
        try (RedisCluster redis = RedisCluster.start(0)) {
            trial("Cluster: the slot of a busy channel moves to another master", redis, trial -> {
                redis.moveSlot(feed(redis));
                trial.comeAndGo();
            }).assertHonest();
        }
    }

    @Test
    void aMasterIsKilledAndItsReplicaElected() {
        try (RedisCluster redis = RedisCluster.start(1)) {
            trial("Cluster: a master is killed, its replica elected", redis, trial -> {
                redis.owner(feed(redis)).kill();
                trial.comeAndGo();
            }).assertHonest();
        }
    }

    @Test
    void aMasterIsKilledAndComesBackEmpty() {
        try (RedisCluster redis = RedisCluster.start(0)) {
            trial("Cluster: a master without a replica is killed and comes back empty", redis, trial -> {
                RedisServer owner = redis.owner(feed(redis));
                owner.kill();
                trial.comeAndGo();
                owner.startAgain();
            }).assertHonest();
        }
    }

    /// What nodes call the pub/sub channel of a busy channel; its slot is that of all that belongs to it.
    private static String feed(RedisCluster redis) {
        return redis.nodes().stream()
                .map(node -> RedisServer.cli("-p", "" + node.port(), "PUBSUB", "SHARDCHANNELS", "*busy-0"))
                .collect(Collectors.joining()).lines().filter(line -> !line.isBlank()).findFirst().orElseThrow();
    }
}
