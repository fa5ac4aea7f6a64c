package dev.anemone.server.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.anemone.server.RunningServer;
import dev.anemone.testbed.RedisServer;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// Tokens of an app that nodes share over a real Redis, and their end.
class TokenCommandsIT {
    private static final String KEY = "token-key-of-the-shop-of-32-bytes";

    private final RedisServer redis = RedisServer.start();
    private final RunningServer node = RunningServer.start("""
            redis: %s
            apps: [{ id: shop, key: k, secret: s, token-keys: [%s] }]
            """.formatted(redis.url(), KEY));

    @AfterEach
    void stop() {
        node.close();
        redis.close();
    }

    private String token(String user, String id) {
        Cli cli = Cli.run("token", "--redis", redis.url(), "--app", "shop", "--sub", user, "--id", id, "--can",
                "private-*=subscribe");
        assertThat(cli.err()).isEmpty();
        return cli.out().strip();
    }

    private Cli explain(String token) {
        return Cli.run("explain", "--redis", redis.url(), "--token", token, "--channel", "private-x");
    }

    private void revoke(String option, String what) {
        Cli cli = Cli.run("revoke", "--url", node.url(), "--app", "shop", "--key", "k", "--secret", "s", option, what);
        assertThat(cli.err()).isEmpty();
        assertThat(cli.code()).isZero();
    }

    private void assertDenied(String token, String sentence) {
        await().atMost(Duration.ofSeconds(20)).untilAsserted(() -> assertThat(explain(token).out())
                .startsWith("Denied (revocation): ").contains(sentence));
        assertThat(explain(token).code()).isEqualTo(1);
    }

    @Test
    void whatWasRevokedThroughANodeIsSeen() {
        String first = token("7", "t-1");
        String second = token("7", "t-2");
        String other = token("8", "t-3");
        assertThat(explain(first).out())
                .isEqualTo("Allowed (pattern): private-* allows subscribe on private-x." + System.lineSeparator());

        revoke("--token-id", "t-1");
        assertDenied(first, "was revoked");
        assertThat(explain(second).code()).isZero();

        revoke("--user", "7");
        assertDenied(second, "Its user was revoked");
        assertThat(explain(other).code()).isZero();

        revoke("--channels", "private-*");
        assertDenied(other, "revoked on all channels that fit private-*");
    }
}
