package dev.anemone.store.redis;

import static org.assertj.core.api.Assertions.assertThat;

import dev.anemone.model.AppId;
import dev.anemone.model.ChannelKey;
import dev.anemone.model.ChannelName;
import dev.anemone.model.EventData;
import dev.anemone.model.EventName;
import dev.anemone.model.Publication;
import dev.anemone.model.SocketId;
import dev.anemone.model.UserId;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class EnvelopeTest {
    private static final ChannelKey CHAT = new ChannelKey(new AppId("1"), new ChannelName("presence-chat"));
    private static final Publication FULL = new Publication(CHAT, new EventName("client-é"), EventData.ofString("hi"),
            new SocketId("1.2"), new UserId("u1"));

    private static byte[] hex(String hex) {
        return HexFormat.of().parseHex(hex.replace(" ", ""));
    }

    /// Nodes of two versions meet on these bytes.
    @Test
    void theFormatIsStable() {
        assertThat(Envelope.encode(FULL))
                .isEqualTo(hex("01 03 0009 636c69656e742dc3a9 0003 312e32 0002 7531 22686922"));
        assertThat(Envelope.encode(new Publication(CHAT, new EventName("e"), EventData.EMPTY_OBJECT)))
                .isEqualTo(hex("01 00 0001 65 227b7d22"));
    }

    @Test
    void whatWasEncodedIsDecoded() {
        var data = EventData.ofToken("\"{\\\"a\\\":\\\"\\u00e9\\/ é 漢 😀\\\\n\\\"}\"".getBytes(StandardCharsets.UTF_8));
        for (String event : new String[]{"e", "App\\Events\\Ordered", "Größe 漢 😀", "e".repeat(1_000),
                "漢".repeat(1_000),
                "\ud83d", "\ude00\ud83d x", "\u0000"}) {
            for (SocketId except : new SocketId[]{null, new SocketId("131160.155806628")}) {
                for (UserId sender : new UserId[]{null, new UserId("漢".repeat(512)), new UserId("\ud83d")}) {
                    var publication = new Publication(CHAT, new EventName(event), data, except, sender);

                    assertThat(Envelope.decode(CHAT, Envelope.encode(publication))).contains(publication);
                }
            }
        }
    }

    @Test
    void anEnvelopeCutShortIsRefused() {
        byte[] whole = Envelope.encode(FULL);
        for (int length = 0; length < whole.length; length++) {
            assertThat(Envelope.decode(CHAT, Arrays.copyOf(whole, length))).isEmpty();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "00", "01", "00 00 0001 65 2222", "02 00 0001 65 2222", "ff 00 0001 65 2222",
            "01 04 0001 65 2222", "01 80 0001 65 2222", "01 00 0000 2222", "01 00 ffff 65 2222", "01 00 7fff 65 2222",
            "01 00 8001 65 2222", "01 00 0001 65", "01 00 0001 65 22", "01 00 0001 65 226122 00",
            "01 00 0001 65 225c22",
            "01 00 0001 65 22eda08022", "01 01 0001 65 0001 31 2222", "01 02 0001 65 0000 2222", "7b7d"})
    void whatIsNoEnvelopeIsRefused(String hex) {
        assertThat(Envelope.decode(CHAT, hex(hex))).isEmpty();
    }

    @Test
    void anyBytesAreAPublicationOrRefused() {
        var random = new SplittableRandom(20_260_103);
        byte[] whole = Envelope.encode(FULL);
        int decoded = 0;
        for (int i = 0; i < 300_000; i++) {
            byte[] bytes = Arrays.copyOf(whole, whole.length - random.nextInt(3) + random.nextInt(3));
            for (int changes = random.nextInt(4); changes > 0; changes--) {
                bytes[random.nextInt(bytes.length)] = (byte) random.nextInt();
            }
            decoded += Envelope.decode(CHAT, bytes).isPresent() ? 1 : 0; // Whatever it is, nothing is thrown.
        }
        assertThat(decoded).isBetween(10_000, 290_000);
    }
}
