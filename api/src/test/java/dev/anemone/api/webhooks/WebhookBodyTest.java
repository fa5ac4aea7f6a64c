package dev.anemone.api.webhooks;

import static org.assertj.core.api.Assertions.assertThat;

import dev.anemone.api.Apps;
import dev.anemone.model.ChannelKey;
import dev.anemone.model.EventData;
import dev.anemone.model.EventName;
import dev.anemone.model.LifecycleEvent;
import dev.anemone.model.LifecycleEvent.CacheMissed;
import dev.anemone.model.LifecycleEvent.ClientSent;
import dev.anemone.model.LifecycleEvent.CountChanged;
import dev.anemone.model.LifecycleEvent.MemberCame;
import dev.anemone.model.LifecycleEvent.MemberWent;
import dev.anemone.model.LifecycleEvent.Occupied;
import dev.anemone.model.LifecycleEvent.Vacated;
import dev.anemone.model.SocketId;
import dev.anemone.model.UserId;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class WebhookBodyTest {
    private static final Instant AT = Instant.ofEpochMilli(1_327_078_148_132L);

    static Stream<Arguments> events() { // Pusher docs, "Webhooks", "Events".
        ChannelKey room = Apps.channel("presence-room");
        return Stream.of(
                Arguments.of(new Occupied(Apps.channel("my-channel")),
                        "{\"name\":\"channel_occupied\",\"channel\":\"my-channel\"}"),
                Arguments.of(new Vacated(Apps.channel("my-channel")),
                        "{\"name\":\"channel_vacated\",\"channel\":\"my-channel\"}"),
                Arguments.of(new MemberCame(room, new UserId("1")),
                        "{\"name\":\"member_added\",\"channel\":\"presence-room\",\"user_id\":\"1\"}"),
                Arguments.of(new MemberWent(room, new UserId("a\"b")),
                        "{\"name\":\"member_removed\",\"channel\":\"presence-room\",\"user_id\":\"a\\\"b\"}"),
                Arguments.of(new CacheMissed(Apps.channel("cache-x")),
                        "{\"name\":\"cache_miss\",\"channel\":\"cache-x\"}"),
                Arguments.of(new CountChanged(Apps.channel("my-channel"), 3),
                        "{\"name\":\"subscription_count\",\"channel\":\"my-channel\",\"subscription_count\":3}"),
                Arguments.of(sent("private-x", EventData.ofString("{\"a\":1}"), null),
                        "{\"name\":\"client_event\",\"channel\":\"private-x\",\"event\":\"client-typing\","
                                + "\"data\":\"{\\\"a\\\":1}\",\"socket_id\":\"1.2\"}"),
                Arguments.of(sent("presence-x", EventData.ofString("hi"), new UserId("1")),
                        "{\"name\":\"client_event\",\"channel\":\"presence-x\",\"event\":\"client-typing\","
                                + "\"data\":\"hi\",\"socket_id\":\"1.2\",\"user_id\":\"1\"}"));
    }

    private static LifecycleEvent sent(String channel, EventData data, @Nullable UserId user) {
        return new ClientSent(Apps.channel(channel), new EventName("client-typing"), data, new SocketId("1.2"), user);
    }

    @ParameterizedTest
    @MethodSource("events")
    void eachEventIsAsDocumented(LifecycleEvent event, String expected) {
        assertThat(WebhookBody.of(AT, List.of(event)))
                .isEqualTo("{\"time_ms\":1327078148132,\"events\":[" + expected + "]}");
    }

    @Test
    void severalEventsKeepTheirOrder() {
        List<LifecycleEvent> events = List.of(new Occupied(Apps.channel("a")), new Vacated(Apps.channel("a")));

        assertThat(WebhookBody.of(AT, events)).isEqualTo("{\"time_ms\":1327078148132,\"events\":["
                + "{\"name\":\"channel_occupied\",\"channel\":\"a\"},{\"name\":\"channel_vacated\",\"channel\":\"a\"}]}");
    }

    @Test
    void dataPassesByteForByte() {
        String token = "\"\\u00e9 \\/ \\ud83d\\ude00 \\n é\"";

        String body = WebhookBody.of(AT, List.of(
                sent("private-encrypted-x", EventData.ofToken(token.getBytes(StandardCharsets.UTF_8)), null)));

        assertThat(body).contains("\"data\":" + token + ",");
    }

    @Test
    void namesAreReadBackWhateverTheDataSay() {
        LifecycleEvent tricky = sent("private-x", EventData.ofString("{\"name\":\"channel_vacated\"}, {"), null);

        String body = WebhookBody.of(AT, List.of(tricky, new Occupied(Apps.channel("a"))));

        assertThat(WebhookBody.eventNames(body)).containsExactly("client_event", "channel_occupied");
    }
}
