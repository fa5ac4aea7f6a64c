package dev.anemone.store.redis;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.anemone.model.AppId;
import dev.anemone.model.ChannelKey;
import dev.anemone.model.ChannelMessage;
import dev.anemone.model.ChannelName;
import dev.anemone.model.EventData;
import dev.anemone.model.EventName;
import dev.anemone.model.Member;
import dev.anemone.model.MemberAdded;
import dev.anemone.model.MemberRemoved;
import dev.anemone.model.Publication;
import dev.anemone.model.SocketId;
import dev.anemone.model.StreamPosition;
import dev.anemone.model.SubscriptionCount;
import dev.anemone.model.UserId;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class StateEnvelopeTest {
    private static final ChannelKey ROOM = new ChannelKey(new AppId("1"), new ChannelName("presence-room"));
    private static final Publication EVENT = new Publication(ROOM, new EventName("e"), EventData.ofString("hi"));
    private static final byte[] ADDED = bytes("\u000217 5 1.2 4 8ann8{\"n\":1}");
    private static final byte[] POSITIONED = concat(bytes("\u00057 e1 id9 "), Envelope.encode(EVENT));

    private static byte[] bytes(String text) {
        return text.getBytes(ISO_8859_1);
    }

    private static byte[] concat(byte[] head, byte[] tail) {
        byte[] whole = Arrays.copyOf(head, head.length + tail.length);
        System.arraycopy(tail, 0, whole, head.length, tail.length);
        return whole;
    }

    private static Optional<ChannelMessage> decode(byte[] envelope) {
        return StateEnvelope.decode(ROOM, envelope);
    }

    /// As the scripts write them; nodes of two versions meet on these bytes.
    @Test
    void whatScriptsSendIsUnderstood() {
        assertThat(decode(ADDED)).contains(new MemberAdded(ROOM, new Member(new UserId("ann"), "{\"n\":1}"),
                new SocketId("1.2"), 17, 5));
        assertThat(decode(concat(bytes("\u0002" + "1 0 1.2 4 8"), "漢8{}".getBytes(UTF_8))))
                .contains(new MemberAdded(ROOM, new Member(new UserId("漢"), "{}"), new SocketId("1.2"), 1));
        assertThat(decode(bytes("\u000318 8ann"))).contains(new MemberRemoved(ROOM, new UserId("ann"), 18));
        assertThat(decode(bytes("\u000442"))).contains(new SubscriptionCount(ROOM, 42));
        assertThat(decode(POSITIONED)).contains(EVENT.at(new StreamPosition("e1", 7, "id9")));
        assertThat(decode(Envelope.encode(EVENT))).contains(EVENT);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "\u0000", "\u0002", "\u000217", "\u000217 0 1.2 9 8ann8{}", "\u000217 0 1.2 -1 8ann8{}",
            "\u000217 0 1.2 4 7ann8{}", "\u000217 0 1.2 4 8ann", "\u000217 0 12 4 8ann8{}", "\u000217 x 1.2 4 8ann8{}",
            "\u0003", "\u000318 ", "\u000318ann", "\u0004", "\u0004x", "\u00041 ", "\u00057 e1 id9 ",
            "\u00057 e1 id9", "\u0006", "{}"})
    void whatIsNotOursIsRefused(String envelope) {
        assertThat(decode(bytes(envelope))).isEmpty();
    }

    @Test
    void whatHasNoSpaceForLongIsRefused() {
        assertThat(decode(bytes("\u0003" + "1".repeat(10_000) + " 8ann"))).isEmpty();
    }

    @Test
    void anyBytesAreAMessageOrRefused() {
        var random = new SplittableRandom(20_260_105);
        int decoded = 0;
        for (int i = 0; i < 200_000; i++) {
            byte[] whole = List.of(ADDED, POSITIONED).get(i % 2);
            byte[] envelope = Arrays.copyOf(whole, whole.length - random.nextInt(3) + random.nextInt(3));
            for (int changes = random.nextInt(4); changes > 0; changes--) {
                envelope[random.nextInt(envelope.length)] = (byte) random.nextInt();
            }
            decoded += decode(envelope).isPresent() ? 1 : 0; // Whatever it is, nothing is thrown.
        }
        assertThat(decoded).isBetween(10_000, 190_000);
    }
}
