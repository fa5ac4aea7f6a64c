package dev.anemone.conformance.audit;

import dev.anemone.testbed.RedisSentinels;
import java.nio.file.Path;
import java.util.Collections;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// What a failover does to the service.
@Timeout(180)
class SentinelLadderIT {
    @TempDir private Path directory;

    @Test
    void theMasterIsKilledAndItsReplicaElected() {
        try (RedisSentinels redis = RedisSentinels.start(directory)) {
            Scale scale = Scale.current();

            Trial.of("The master is killed, Sentinels elect its replica", scale,
                    Collections.nCopies(scale.nodes(), redis.url()), trial -> {
                        redis.first().kill();
                        trial.comeAndGo();
                    }).assertHonest();
        }
    }
}
