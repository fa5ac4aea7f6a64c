package dev.anemone.conformance.tokens;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.anemone.conformance.pusher.Message;
import dev.anemone.conformance.pusher.PusherConnection;
import dev.anemone.conformance.server.App;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// What the auth service does not sign, the gateway does not open to the same token either, and calls by the same names.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class GatewayAttemptsIT {
    private final TwoApps apps = new TwoApps();

    @AfterAll
    void stop() {
        apps.close();
    }

    List<Attempt> tokens() {
        return TokenAttempts.of(apps);
    }

    @Test
    void whatTheRowsDifferFromIsAllowed() {
        for (SigningKey key : List.of(apps.shopShared, apps.shopPem, apps.shopPublished, apps.shopNewest)) {
            try (App app = apps.app(TwoApps.SHOP)) {
                PusherConnection client = app.connect();
                client.send("anemone:token", Map.of("token", TwoApps.ann().by(key)));
                client.expectEvent("anemone:token_accepted");
                for (String channel : List.of(TokenAttempts.HERS, "private-orders-1", "private-mail-1.inbox",
                        "presence-room-1", "presence-lobby")) {
                    client.sendSubscribe(Map.of("channel", channel));
                    client.expectSubscribed(channel);
                }
            }
        }
    }

    @ParameterizedTest
    @MethodSource("tokens")
    void aTokenOpensNothingElse(Attempt attempt) {
        try (App app = apps.app(attempt.app())) {
            PusherConnection client = app.connect();
            client.send("anemone:token", Map.of("token", attempt.token()));
            if (attempt.badToken()) {
                Message refusal = client.expectEvent("anemone:token_refused");
                assertThat(refusal.decodedData().toString()).isEqualTo("{\"code\":\"" + attempt.code() + "\"}");
                assertLogged(client, attempt);
            } else {
                client.expectEvent("anemone:token_accepted");
            }

            client.sendSubscribe(Map.of("channel", attempt.channel()));

            List<Message> answers = client.expectRefused(attempt.channel());
            if (!attempt.badToken()) {
                assertThat(answers).anySatisfy(answer -> assertThat(answer.text()).contains(attempt.code()));
            }
            assertThat(app.rest().occupied(attempt.channel())).isFalse();
        }
    }

    /// The reason is for the operator.
    private void assertLogged(PusherConnection client, Attempt attempt) {
        String beginning = "Token refused code=" + attempt.code() + " app=" + attempt.app().appId() + " socket="
                + client.socketId() + " reason=";
        await().until(() -> apps.server.log().contains(beginning));
        assertThat(apps.server.log().lines().filter(line -> line.contains(beginning))).singleElement().asString()
                .contains(attempt.reason());
    }
}
