package dev.anemone.gateway.transport.http;

import static dev.anemone.gateway.transport.http.HttpNode.APP;
import static dev.anemone.gateway.transport.http.HttpNode.event;
import static org.assertj.core.api.Assertions.assertThat;

import dev.anemone.gateway.protocol.CloseCode;
import dev.anemone.gateway.session.Tokens;
import dev.anemone.gateway.transport.http.HttpNode.Fallback;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FallbackConnectionTest {
    private static final String PRELUDE = "h".repeat(2_048) + "\n";
    private static final String SUBSCRIBED = message(
            "{\"event\":\"pusher_internal:subscription_succeeded\",\"channel\":\"a\",\"data\":\"{}\"}");
    private static final String KILOBYTE = "x".repeat(1_000);

    private final HttpNode node = new HttpNode();

    private static String message(String json) {
        return "a[\"" + json.replace("\\", "\\\\").replace("\"", "\\\"") + "\"]\n";
    }

    private static String established(int id) {
        return message("{\"event\":\"pusher:connection_established\",\"data\":\"{\\\"socket_id\\\":\\\"" + id
                + ".1\\\",\\\"activity_timeout\\\":120}\"}");
    }

    /// A client that has read everything so far.
    private static FakeResponse streaming(Fallback client) {
        FakeResponse stream = client.stream();
        client.subscribe("a");
        stream.take();
        return stream;
    }

    @Test
    void aStreamBeginsWithThePreludeAndTheOpenFrame() {
        FakeResponse stream = node.pusherClient().stream();

        assertThat(stream.take()).isEqualTo(PRELUDE + "o\n" + established(1));
        assertThat(stream.over()).isFalse();
    }

    @Test
    void aTokenOpensChannelsHereToo() {
        Fallback client = node.pusherClient();
        FakeResponse stream = client.stream();
        stream.take();
        client.say("{\"event\":\"anemone:token\",\"data\":{\"token\":\"" + Tokens.of("{\"exp\":"
                + (HttpNode.NOW + 60) + ",\"capabilities\":{\"private-a\":[\"subscribe\"]}}") + "\"}}",
                "{\"event\":\"pusher:subscribe\",\"data\":{\"channel\":\"private-a\"}}");

        assertThat(stream.take()).contains("anemone:token_accepted", "pusher_internal:subscription_succeeded");
    }

    @Test
    void whoIsSentAwayHearsWhenToComeBackIfItUnderstands() {
        var pacing = new HttpNode(Map.of("reconnectsPerSecond", 1));
        List<String> farewells = Stream.of(true, true, false).map(own -> {
            Fallback client = pacing.pusherClient();
            FakeResponse stream = streaming(client);
            if (own) {
                client.connection.learnPlaces();
            }
            client.connection.close(CloseCode.GOING_AWAY, "Go.");
            pacing.loop.run();
            return stream.take();
        }).toList();

        assertThat(farewells).containsExactly("c[4200,\"Go.\"]\n", "c[4200,\"Go. retry_after: 1.000\"]\n",
                "c[4200,\"Go.\"]\n");
    }

    @Test
    void aPollIsAnsweredOnceAndTheFirstByTheOpenFrame() {
        Fallback client = node.pusherClient();
        FakeResponse first = client.poll();
        FakeResponse second = client.poll();

        assertThat(first.take()).isEqualTo("o\n");
        assertThat(first.over()).isTrue();
        assertThat(second.take()).isEqualTo(established(1));
        assertThat(second.over()).isTrue();
    }

    @Test
    void whatComesBetweenPollsIsInTheNextInOrder() {
        Fallback client = node.pusherClient();
        client.poll();
        client.poll();
        client.subscribe("a");
        node.publish("a", "one");
        node.publish("a", "two");
        node.loop.run();

        String quoted = SUBSCRIBED.substring(2, SUBSCRIBED.length() - 2);
        String one = message(event("a", "one")).substring(2);
        String two = message(event("a", "two")).substring(2);
        assertThat(client.poll().take())
                .isEqualTo("a[" + quoted + "," + one.substring(0, one.length() - 2) + "," + two);
    }

    @Test
    void aRefusalFollowsTheOpenFrameAndIsRepeatedForAWhile() {
        var client = node.new Fallback(false);
        client.connection.enter("/app/nobody?protocol=7");
        String refused = "c[4001,\"" + CloseCode.UNKNOWN_APP.reason() + "\"]\n";

        assertThat(client.poll().take()).isEqualTo("o\n");
        assertThat(client.poll().take()).isEqualTo(refused);
        FakeResponse stream = client.stream();
        assertThat(stream.take()).isEqualTo(PRELUDE + refused);
        assertThat(stream.over()).isTrue();
        node.loop.advance(Duration.ofSeconds(5));
        assertThat(client.forgotten).isTrue();
        assertThat(client.connection.attach(new FakeResponse(node.loop, client.connection.owner()), false)).isFalse();
        node.assertEmpty();
    }

    @Test
    void aNewResponseTakesOverWithoutAnotherOpenFrame() {
        Fallback client = node.pusherClient();
        FakeResponse first = streaming(client);
        FakeResponse second = client.stream();
        node.publish("a", "one");
        node.loop.run();

        assertThat(first.over()).isTrue();
        assertThat(first.brokenOff()).isFalse();
        assertThat(first.take()).isEmpty();
        assertThat(second.take()).isEqualTo(PRELUDE + message(event("a", "one")));
    }

    @Test
    void whatHadNotLeftTheOldResponseComesWithTheNew() {
        Fallback client = node.pusherClient();
        FakeResponse first = streaming(client);
        first.stall();
        node.publish("a", "one");
        node.loop.run();
        node.publish("a", "two");
        node.loop.run();
        FakeResponse second = client.stream();

        assertThat(first.brokenOff()).isTrue();
        assertThat(second.take()).isEqualTo(PRELUDE + "a" + message(event("a", "one")).substring(1).replace("]\n", ",")
                + message(event("a", "two")).substring(2));
    }

    @Test
    void aClientThatAsksForNothingMoreIsGoneAfterTheReceiverWait() {
        Fallback client = node.pusherClient();
        streaming(client).breakOff();
        node.loop.advance(Duration.ofMillis(4_999));
        assertThat(client.forgotten).isFalse();
        node.loop.advance(Duration.ofMillis(1));

        assertThat(client.forgotten).isTrue();
        node.assertEmpty();
    }

    @Test
    void aClientThatComesBackInTimeStays() {
        Fallback client = node.pusherClient();
        streaming(client).breakOff();
        node.loop.advance(Duration.ofSeconds(4));
        FakeResponse second = client.stream();
        node.loop.advance(Duration.ofSeconds(10));

        assertThat(client.forgotten).isFalse();
        assertThat(second.over()).isFalse();
    }

    @Test
    void anIdleStreamHearsAHeartbeatAndAnIdlePollEndsWithOne() {
        FakeResponse stream = streaming(node.pusherClient());
        Fallback poller = node.pusherClient();
        poller.poll();
        poller.poll();
        node.loop.advance(Duration.ofSeconds(3));
        FakeResponse poll = poller.poll();
        node.loop.advance(Duration.ofSeconds(21));
        assertThat(stream.take()).isEmpty();
        node.loop.advance(Duration.ofSeconds(1));
        assertThat(stream.take()).isEqualTo("h\n");
        assertThat(poll.over()).isFalse(); // It came three seconds later.
        node.loop.advance(Duration.ofSeconds(3));

        assertThat(poll.take()).isEqualTo("h\n");
        assertThat(poll.over()).isTrue();
    }

    @Test
    void sendsAreAnsweredAndNeverByAHeartbeat() {
        Fallback client = node.pusherClient();
        FakeResponse stream = streaming(client);
        client.answers.clear();
        client.say();

        assertThat(client.answers).containsExactly(true);
        assertThat(stream.take()).isEmpty();
    }

    @Test
    void aStreamingClientThatAnswersNoHeartbeatIsClosed() {
        Fallback client = node.pusherClient();
        FakeResponse stream = streaming(client);
        node.loop.advance(Duration.ofSeconds(151));

        assertThat(stream.take()).endsWith("c[4201,\"" + CloseCode.PONG_NOT_RECEIVED.reason() + "\"]\n");
    }

    @Test
    void oneThatAnswersStays() {
        Fallback client = node.pusherClient();
        FakeResponse stream = streaming(client);
        for (int i = 0; i < 20; i++) {
            node.loop.advance(Duration.ofSeconds(25));
            client.say();
        }

        assertThat(stream.over()).isFalse();
    }

    @Test
    void aSockJsClientIsAliveAsLongAsItsKernelTakesHeartbeats() {
        Fallback client = node.sockJsClient();
        FakeResponse stream = client.stream();
        client.say("{\"path\":\"" + APP + "\"}");
        node.loop.advance(Duration.ofMinutes(10));
        assertThat(stream.over()).isFalse();
        stream.stall();
        node.loop.advance(Duration.ofMinutes(3));

        assertThat(client.forgotten).isTrue();
        node.assertEmpty();
    }

    @Test
    void aSlowReaderIsClosedAtTheBoundAndCutOff() {
        var small = new HttpNode(Map.of("maxOutboxBytes", 4_096));
        Fallback client = small.pusherClient();
        FakeResponse stream = streaming(client);
        stream.stall();
        for (int i = 0; i < 3; i++) {
            small.publish("a", KILOBYTE);
            small.loop.run();
        }
        assertThat(small.counters.closed().get(CloseCode.OVER_CAPACITY)).isZero();
        small.publish("a", KILOBYTE);
        small.loop.run();
        assertThat(small.counters.closed().get(CloseCode.OVER_CAPACITY)).isEqualTo(1);
        small.loop.advance(Duration.ofSeconds(5));

        assertThat(stream.brokenOff()).isTrue();
        small.assertEmpty();
    }

    @Test
    void aPollerThatIsTooSlowIsToldSo() {
        var small = new HttpNode(Map.of("maxOutboxBytes", 4_096));
        Fallback client = small.pusherClient();
        client.poll();
        client.poll();
        client.subscribe("a");
        client.poll();
        for (int i = 0; i < 5; i++) {
            small.publish("a", KILOBYTE);
        }
        small.loop.run();

        assertThat(client.poll().take()).startsWith("c[4100,");
    }

    @Test
    void pastTheLengthAtWhichPusherJsRenewsItsResponseNothingIsSentUntilItHas() {
        Fallback client = node.pusherClient();
        FakeResponse first = streaming(client);
        fill(first);
        node.publish("a", "next");
        node.loop.run();
        assertThat(first.take()).isEmpty();
        FakeResponse second = client.stream();

        assertThat(second.take()).isEqualTo(PRELUDE + message(event("a", "next")));
    }

    /// Publishes until the response is longer than pusher-js lets it grow, which is the last that it carries.
    private void fill(FakeResponse response) {
        int characters = PRELUDE.length();
        while (characters <= 256 << 10) {
            node.publish("a", KILOBYTE);
            node.loop.run();
            int more = response.take().length();
            assertThat(more).isPositive();
            characters += more;
        }
    }

    @Test
    void aClientThatDoesNotRenewItsResponseKeepsItAfterTheReceiverWait() {
        FakeResponse stream = streaming(node.pusherClient());
        fill(stream);
        node.publish("a", "late");
        node.loop.advance(Duration.ofSeconds(5));
        assertThat(stream.take()).isEqualTo(message(event("a", "late")));
        node.publish("a", "at once");
        node.loop.run();

        assertThat(stream.take()).isEqualTo(message(event("a", "at once")));
    }

    @Test
    void orAsSoonAsTheBacklogIsHalfOfWhatItMayBe() {
        FakeResponse stream = streaming(node.pusherClient());
        fill(stream);
        for (int i = 0; i < 500; i++) {
            node.publish("a", KILOBYTE);
        }
        node.loop.run();
        assertThat(stream.take()).isEmpty();
        for (int i = 0; i < 100; i++) {
            node.publish("a", KILOBYTE);
        }
        node.loop.run();

        assertThat(stream.take().length()).isGreaterThan(600 * KILOBYTE.length());
    }

    @Test
    void messagesWaitForAdmissionInOrder() {
        var client = node.new Fallback(false);
        client.registryIsSlow();
        client.connection.enter(APP);
        FakeResponse stream = client.stream();
        client.subscribe("a");
        client.say("{\"event\":\"pusher:ping\"}");
        assertThat(stream.take()).isEqualTo(PRELUDE + "o\n");
        assertThat(client.answers).isEmpty();
        client.registryAnswers();

        assertThat(stream.take()).contains("connection_established", "subscription_succeeded", "pusher:pong");
        assertThat(client.answers).containsExactly(true, true);
    }

    @Test
    void aClientThatLeavesBeforeItIsAdmittedTakesNoPlace() {
        var client = node.new Fallback(false);
        client.registryIsSlow();
        client.connection.enter(APP);
        client.stream().breakOff();
        node.loop.advance(Duration.ofSeconds(5));
        client.registryAnswers();

        node.assertEmpty();
    }

    @Test
    void aClosedConnectionTakesNoMessages() {
        Fallback client = node.pusherClient();
        streaming(client);
        client.answers.clear();
        client.connection.close(CloseCode.GOING_AWAY, "Bye");
        client.subscribe("b");

        assertThat(client.answers).containsExactly(false);
    }

    @Test
    void aClientIsToldOnceItsKernelHasTheFarewell() {
        Fallback streamer = node.pusherClient();
        FakeResponse stream = streaming(streamer);
        stream.stall();
        streamer.connection.close(CloseCode.GOING_AWAY, "Bye");
        node.loop.run();
        assertThat(streamer.told).isFalse();
        stream.unstall();
        node.loop.run();
        assertThat(streamer.told).isTrue();

        Fallback poller = node.pusherClient();
        poller.poll();
        poller.connection.close(CloseCode.GOING_AWAY, "Bye");
        node.loop.run();
        assertThat(poller.told).isFalse();
        poller.poll();
        poller.poll();
        assertThat(poller.told).isTrue();
    }

    @Test
    void oneThatDoesNotComeForItIsGivenUp() {
        Fallback client = node.pusherClient();
        client.poll();
        client.connection.close(CloseCode.GOING_AWAY, "Bye");
        node.loop.advance(Duration.ofSeconds(5));

        assertThat(client.told).isTrue();
        assertThat(client.forgotten).isTrue();
    }

    @Test
    void aMessageThatIsTooBigEndsTheConnectionAndNothingBehindItIsProcessed() {
        var small = new HttpNode(Map.of("maxMessageBytes", 1_024));
        Fallback client = small.pusherClient();
        FakeResponse stream = client.stream();
        stream.take();
        client.say("\"" + "x".repeat(1_022) + "\"");
        assertThat(stream.take()).contains("pusher:error");
        client.say("\"" + "x".repeat(1_023) + "\"", "{\"event\":\"pusher:ping\"}");

        assertThat(stream.take()).startsWith("c[1009,");
        assertThat(client.answers).containsExactly(true, true); // The end is told where it listens.
    }

    @Test
    void aSockJsClientNamesItsAppFirst() {
        Fallback client = node.sockJsClient();
        FakeResponse stream = client.stream();
        assertThat(stream.take()).isEqualTo(PRELUDE + "o\n");
        client.say("{\"path\":\"" + APP + "\"}", "{\"event\":\"pusher:ping\"}");

        assertThat(stream.take()).contains("connection_established", "pusher:pong");
    }

    @ParameterizedTest
    @ValueSource(strings = {"{\"event\":\"pusher:ping\"}", "{\"path\":7}", "[]", "{", "", "{\"path\":\"/elsewhere\"}"})
    void orIsClosed(String first) {
        Fallback client = node.sockJsClient();
        FakeResponse stream = client.stream();
        stream.take();
        client.say(first);

        assertThat(stream.take()).startsWith("c[4005,");
        assertThat(stream.over()).isTrue();
        assertThat(client.answers).containsExactly(true); // Another answer might be there first, and hide the reason.
    }

    @Test
    void aSockJsClientThatNamesNoAppInTimeIsClosed() {
        Fallback client = node.sockJsClient();
        FakeResponse stream = client.stream();
        stream.take();
        node.loop.advance(Duration.ofSeconds(10));

        assertThat(stream.take()).startsWith("c[4005,");
    }
}
