package dev.anemone.gateway.session;

import static org.assertj.core.api.Assertions.assertThat;

import dev.anemone.gateway.protocol.ClientMessage.ClientEvent;
import dev.anemone.gateway.session.ClientEventPolicy.Place;
import dev.anemone.model.App;
import dev.anemone.model.ChannelName;
import dev.anemone.model.EventData;
import dev.anemone.model.EventName;
import dev.anemone.model.Limits;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ClientEventPolicyTest {
    private static final String PASSED = "";

    private long nowNanos = -5_000_000_000L; // Monotonic clocks start anywhere.
    private ClientEventPolicy policy = new ClientEventPolicy(() -> Apps.OPEN, () -> nowNanos);

    private static ClientEvent event(String channel) {
        return event(channel, "client-a", "x");
    }

    private static ClientEvent event(String channel, String name, String data) {
        return new ClientEvent(new ChannelName(channel), new EventName(name), EventData.ofString(data));
    }

    private String send() {
        return send(event("private-x"), true);
    }

    /// The refusal as the client is told; empty if it passed.
    private String send(ClientEvent event, boolean subscribed) {
        return policy.refuse(event, subscribed ? Place.SENDER : Place.NONE).map(Object::toString).orElse(PASSED);
    }

    private void pass(long millis) {
        nowNanos += TimeUnit.MILLISECONDS.toNanos(millis);
    }

    private static String error(String code, String message) {
        return "{\"event\":\"pusher:error\",\"data\":{\"code\":" + code + ",\"message\":\"" + message + "\"}}";
    }

    private static final String TOO_MANY = error("4301",
            "Client event rejected due to rate limit: at most 10 per second");

    @ParameterizedTest
    @ValueSource(strings = {"private-x", "presence-x", "private-cache-x", "presence-cache-x", "private-encrypted-x"})
    void channelsThatNeedASignatureCarryClientEvents(String channel) {
        assertThat(send(event(channel), true)).isEqualTo(PASSED);
    }

    @ParameterizedTest
    @ValueSource(strings = {"x", "cache-x", "#server-to-user-1", "privateer"})
    void othersDoNot(String channel) {
        assertThat(send(event(channel), true))
                .isEqualTo(error("null", "Client event rejected - only supported on private and presence channels"));
    }

    @Test
    void theAppMustAllowThem() {
        policy = new ClientEventPolicy(() -> Apps.app("1", Apps.CREDENTIAL, true, false, App.UNLIMITED, false),
                () -> nowNanos);

        assertThat(send(event("x"), false)).isEqualTo(error("null",
                "To send client events, you must enable this feature in the app's settings (client-events)."));
    }

    @Test
    void theSenderMustBeInTheChannel() {
        assertThat(send(event("private-x"), false)).isEqualTo(error("null",
                "Cannot broadcast client event (connection not subscribed to channel private-x)"));
    }

    @Test
    void aNameMayHave200Characters() {
        assertThat(send(event("private-x", "client-" + "n".repeat(193), "x"), true)).isEqualTo(PASSED);
        assertThat(send(event("private-x", "client-" + "n".repeat(194), "x"), true))
                .isEqualTo(error("4301", "Client event rejected - its name has more than 200 characters"));
    }

    @Test
    void dataMayHave10240Bytes() {
        assertThat(send(event("private-x", "client-a", "é".repeat(5_120)), true)).isEqualTo(PASSED);
        assertThat(send(event("private-x", "client-a", "é".repeat(5_120) + "x"), true))
                .isEqualTo(
                        error("4301", "Client event rejected - its data has 10241 bytes, at most 10240 are allowed"));
    }

    @Test
    void tenOfOneSecondPassAndTheEleventhDoesNot() {
        for (int i = 0; i < 10; i++) {
            assertThat(send()).isEqualTo(PASSED);
            pass(5);
        }
        assertThat(send()).isEqualTo(TOO_MANY);
    }

    @Test
    void oneSecondLaterTenPassAgain() {
        for (int i = 0; i < 11; i++) {
            send();
        }
        pass(1_000);
        for (int i = 0; i < 10; i++) {
            assertThat(send()).isEqualTo(PASSED);
        }
        assertThat(send()).isEqualTo(TOO_MANY);
    }

    @Test
    void oneComesBackEachTenthOfASecond() {
        for (int i = 0; i < 10; i++) {
            send();
        }
        for (int i = 0; i < 20; i++) {
            pass(99);
            assertThat(send()).isEqualTo(TOO_MANY);
            pass(1);
            assertThat(send()).isEqualTo(PASSED);
        }
    }

    @Test
    void noPauseSavesUpMoreThanOneSecond() {
        send();
        pass(Duration.ofDays(1).toMillis());
        for (int i = 0; i < 10; i++) {
            assertThat(send()).isEqualTo(PASSED);
        }
        assertThat(send()).isEqualTo(TOO_MANY);
    }

    @Test
    void whatIsRefusedUsesNothingUp() {
        for (int i = 0; i < 100; i++) {
            send(event("x"), true);
            send(event("private-x"), false);
            send(event("private-x", "client-" + "n".repeat(194), "x"), true);
            send(event("private-x", "client-a", "x".repeat(10_241)), true);
        }
        for (int i = 0; i < 10; i++) {
            assertThat(send()).isEqualTo(PASSED);
        }
        for (int i = 0; i < 100; i++) {
            assertThat(send()).isEqualTo(TOO_MANY);
        }
        pass(100);
        assertThat(send()).isEqualTo(PASSED);
    }

    @ParameterizedTest
    @CsvSource({"1", "3", "7", "60", "1000", "30000"})
    void anyRateAllowsItselfInABurst(int rate) {
        Limits d = Limits.DEFAULTS;
        policy = new ClientEventPolicy(() -> Apps.with(new Limits(d.maxChannelNameLength(), d.maxEventNameLength(),
                d.maxEventDataBytes(), d.maxChannelsPerEvent(), d.maxBatchEvents(), App.UNLIMITED, rate, App.UNLIMITED,
                d.maxPresenceMembers(),
                d.maxUserInfoBytes(), d.maxUserIdLength(), d.maxWatchlistUsers(), d.cacheTtl())), () -> nowNanos);
        for (int i = 0; i < rate; i++) {
            assertThat(send()).isEqualTo(PASSED);
        }
        assertThat(send()).isNotEqualTo(PASSED);
    }
}
