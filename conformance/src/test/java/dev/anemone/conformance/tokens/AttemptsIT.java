package dev.anemone.conformance.tokens;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.anemone.conformance.pusher.Json;
import dev.anemone.conformance.wire.Bytes;
import dev.anemone.conformance.wire.HttpConnection;
import dev.anemone.conformance.wire.HttpResponse;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Everything in the tables is refused by the auth service: the code in the answer, the reason in the log, and nothing of
/// the reason in the answer where somebody is kept out.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class AttemptsIT {
    /// One line of the log.
    private static final Pattern REFUSAL = Pattern.compile("Auth refused code=(\\S+) from=127\\.0\\.0\\.1 (.*)");

    private final TwoApps apps = new TwoApps();

    @AfterAll
    void stop() {
        apps.close();
    }

    List<Attempt> tokens() {
        return TokenAttempts.of(apps);
    }

    List<RequestAttempt> requests() {
        return RequestAttempts.of(apps);
    }

    @BeforeAll
    void whatTheRowsDifferFromIsAllowed() {
        for (SigningKey key : List.of(apps.shopShared, apps.shopPem, apps.shopPublished, apps.shopNewest)) {
            for (String channel : List.of(TokenAttempts.HERS, "private-orders-1", "private-mail-1.inbox",
                    "presence-room-1", "presence-lobby")) {
                HttpResponse answer = ask(attempt(TwoApps.ann().by(key), channel));
                assertThat(answer.status()).as(key.algorithm() + " " + channel + " " + answer).isEqualTo(200);
            }
        }
    }

    @Test
    void aCookieIsAsGoodOnPagesOfOurs() {
        HttpResponse answer = exchange(new RequestAttempt("", "POST /auth/shop-key/channel", List.of(
                "Content-Type: application/x-www-form-urlencoded", "Origin: " + TwoApps.PAGE,
                "Cookie: theme=dark; access=" + TwoApps.ann().by(apps.shopShared)),
                "socket_id=1.1&channel_name=" + TokenAttempts.HERS, 200, "", "").bytes(apps.server.endpoint()));

        assertThat(answer.status()).as(answer.toString()).isEqualTo(200);
    }

    @Test
    void thereAreSixtyAndMore() {
        assertThat(tokens().size() + requests().size()).isGreaterThan(120);
    }

    @ParameterizedTest
    @MethodSource("tokens")
    void aTokenOpensNothingElse(Attempt attempt) {
        int logged = refusals();

        HttpResponse answer = ask(attempt);

        assertRefused(answer, attempt.status(), attempt.code(), attempt.reason(), logged);
    }

    @ParameterizedTest
    @MethodSource("requests")
    void aRequestGetsPastNothing(RequestAttempt attempt) {
        int logged = refusals();

        HttpResponse answer = exchange(attempt.bytes(apps.server.endpoint()));

        assertRefused(answer, attempt.status(), attempt.code(), attempt.reason(), logged);
    }

    /// A token that names a place to find its key at is not followed there (RFC 8725 §3.10).
    @Test
    void nobodyAsksTheIntruderForKeys() {
        assertThat(tokens()).filteredOn(attempt -> attempt.what().contains("intruder's")).hasSizeGreaterThan(3)
                .allSatisfy(attempt -> assertThat(ask(attempt).status()).isEqualTo(403));

        assertThat(apps.intruder.readings()).isZero();
    }

    /// Whoever a token names is who joins, whatever the request says.
    @Test
    void aRequestCannotSayWhoJoins() {
        HttpResponse answer = exchange(new RequestAttempt("", "POST /auth/shop-key/channel", List.of(
                "Content-Type: application/x-www-form-urlencoded", "Authorization: Bearer " + TwoApps.ann().by(
                        apps.shopShared)),
                "socket_id=1.1&channel_name=presence-lobby&user_id=2&channel_data="
                        + "%7B%22user_id%22%3A%222%22%7D",
                200, "", "").bytes(apps.server.endpoint()));

        assertThat(answer.status()).isEqualTo(200);
        assertThat(Json.parse(Json.parse(answer.body()).path("channel_data").textValue()).path("user_id").textValue())
                .isEqualTo("1");
    }

    private HttpResponse ask(Attempt attempt) {
        return exchange(new RequestAttempt(attempt.what(), "POST /auth/" + attempt.app().key() + "/channel", List.of(
                "Content-Type: application/json", "Authorization: Bearer " + attempt.token()),
                Json.text(Map.of("socket_id", "1.1", "channel_name", attempt.channel())), attempt.status(),
                attempt.code(), attempt.reason()).bytes(apps.server.endpoint()));
    }

    private static Attempt attempt(String token, String channel) {
        return new Attempt("", TwoApps.SHOP, token, channel, 200, "", "");
    }

    private HttpResponse exchange(Bytes request) {
        try (var connection = HttpConnection.open(apps.server.endpoint())) {
            return connection.exchange(request);
        }
    }

    private void assertRefused(HttpResponse answer, int status, String code, String reason, int logged) {
        assertThat(answer.status()).as(answer.toString()).isEqualTo(status);
        assertThat(Json.parse(answer.body()).path("code").textValue()).isEqualTo(code);
        if (status == 401 || status == 403) {
            assertThat(answer.body()).isEqualTo("{\"code\":\"" + code + "\"}");
        }
        await().until(() -> refusals() > logged);
        Matcher line = REFUSAL.matcher(apps.server.log().lines().filter(each -> REFUSAL.matcher(each).find()).skip(
                logged).findFirst().orElseThrow());
        assertThat(line.find()).isTrue();
        assertThat(line.group(1)).isEqualTo(code);
        assertThat(line.group(2)).contains(reason);
    }

    private int refusals() {
        return (int) apps.server.log().lines().filter(line -> REFUSAL.matcher(line).find()).count();
    }
}
