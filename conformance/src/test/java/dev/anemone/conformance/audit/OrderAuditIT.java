package dev.anemone.conformance.audit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.anemone.testbed.RedisServer;
import java.util.Collections;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// Four publishers and three nodes, and nothing goes wrong.
@Timeout(180)
class OrderAuditIT {
    @Test
    void allSubscribersOfAChannelHearTheSameOrder() {
        try (RedisServer redis = RedisServer.start()) {
            Scale scale = Scale.ofOrder();

            Result result = Trial.of("none", scale, Collections.nCopies(scale.nodes(), redis.url()),
                    Trial::comeAndGo);

            result.assertWhole();
            assertThat(result.retried()).isZero();
            assertThat(result.findings().delivered()).isEqualTo(scale.nodes() * result.findings().published());
        }
    }
}
