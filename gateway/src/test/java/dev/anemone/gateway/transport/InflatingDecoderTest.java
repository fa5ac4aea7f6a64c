package dev.anemone.gateway.transport;

import static dev.anemone.gateway.transport.ClientFrames.BINARY;
import static dev.anemone.gateway.transport.ClientFrames.CLOSE;
import static dev.anemone.gateway.transport.ClientFrames.CONTINUATION;
import static dev.anemone.gateway.transport.ClientFrames.FIN;
import static dev.anemone.gateway.transport.ClientFrames.PING;
import static dev.anemone.gateway.transport.ClientFrames.PONG;
import static dev.anemone.gateway.transport.ClientFrames.TEXT;
import static dev.anemone.gateway.transport.ClientFrames.close;
import static dev.anemone.gateway.transport.ClientFrames.concat;
import static dev.anemone.gateway.transport.ClientFrames.frame;
import static dev.anemone.gateway.transport.ClientFrames.header;
import static dev.anemone.gateway.transport.ClientFrames.text;
import static dev.anemone.gateway.transport.FrameDecoderTest.MAX_FRAGMENTS;
import static dev.anemone.gateway.transport.FrameDecoderTest.MAX_MESSAGE_BYTES;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.anemone.gateway.transport.FrameDecoderTest.Reading;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Stream;
import java.util.zip.Deflater;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/// The server's half of RFC 7692 §6 and §7.2 as a table: bytes of a client that negotiated compression, and what is read
/// from them, wherever the bytes are cut.
class InflatingDecoderTest {
    private static final int RSV1 = 0x40;
    private static final byte[] NOTHING = {};
    private static final String LONG = "aé漢😀 ".repeat(300);

    private static Arguments row(String section, String name, byte[] wire, String... read) {
        return Arguments.of(section + " " + name, wire, List.of(read));
    }

    private static Stream<Arguments> cases() {
        return Stream.of(
                row("6.2", "a compressed text", compressed("Hello"), "text Hello"),
                row("6.2", "a compressed text of the RFC", frame(FIN | RSV1 | TEXT, hex("f248cdc9c90700")),
                        "text Hello"),
                row("6.2", "a long one", compressed(LONG), "text " + LONG),
                row("6.2", "an empty one", frame(FIN | RSV1 | TEXT, new byte[1]), "text "),
                row("6.2", "a plain text", text("Hello"), "text Hello"),
                row("6.2", "plain and compressed in turn",
                        concat(text("a"), compressed("b"), text("c"), compressed("b"), compressed("d")), "text a",
                        "text b", "text c", "text b", "text d"),
                row("6.2", "a compressed text in fragments", fragments(RSV1, deflated("Hello"), 3), "text Hello"),
                row("6.2", "fragments of the RFC",
                        concat(frame(RSV1 | TEXT, hex("f248cd")), frame(FIN, hex("c9c90700"))), "text Hello"),
                row("6.2", "a first and a last fragment of nothing",
                        concat(frame(RSV1 | TEXT, NOTHING), frame(CONTINUATION, deflated(LONG)), frame(FIN, NOTHING)),
                        "text " + LONG),
                row("6.2", "control frames between compressed fragments",
                        concat(frame(RSV1 | TEXT, hex("f248cd")), frame(FIN | PING, bytes("p")),
                                frame(FIN | PONG, NOTHING), frame(FIN, hex("c9c90700")), text("plain")),
                        "ping p", "pong", "text Hello", "text plain"),
                row("6.2", "plain fragments behind a compressed text",
                        concat(compressed("Hello"), fragments(0, bytes("plain"), 2)), "text Hello", "text plain"),
                row("6.2", "a compressed text behind plain fragments",
                        concat(fragments(0, bytes("plain"), 2), compressed("Hello")), "text plain", "text Hello"),
                row("6.2", "a close behind a compressed text", concat(compressed("Hello"), close(1000, "")),
                        "text Hello", "closed 1000"),
                row("6.1", "a compressed continuation",
                        concat(frame(TEXT, bytes("a")), frame(FIN | RSV1, bytes("b"))), "violation 1002"),
                row("6.1", "a compressed continuation of a compressed text",
                        concat(frame(RSV1 | TEXT, hex("f248cd")), frame(FIN | RSV1, hex("c9c90700"))),
                        "violation 1002"),
                row("6.1", "a compressed ping", frame(FIN | RSV1 | PING, NOTHING), "violation 1002"),
                row("6.1", "a compressed pong", frame(FIN | RSV1 | PONG, NOTHING), "violation 1002"),
                row("6.1", "a compressed close", frame(FIN | RSV1 | CLOSE, NOTHING), "violation 1002"),
                row("6.1", "a compressed binary", frame(FIN | RSV1 | BINARY, deflated("b")), "violation 1003"),
                row("6.1", "a compressed text inside a fragmented one",
                        concat(frame(RSV1 | TEXT, hex("f248cd")), compressed("b")), "violation 1002"),
                row("6.1", "the second reserved bit", frame(FIN | 0x20 | TEXT, NOTHING), "violation 1002"),
                row("6.1", "the third reserved bit", frame(FIN | 0x10 | TEXT, NOTHING), "violation 1002"),
                row("6.1", "the first and the second reserved bit", frame(FIN | 0x60 | TEXT, NOTHING),
                        "violation 1002"),
                row("6.1", "a reserved opcode", frame(FIN | RSV1 | 0x3, NOTHING), "violation 1002"),
                row("7.2.2", "no block", frame(FIN | RSV1 | TEXT, NOTHING), "violation 1007"),
                row("7.2.2", "a block of a kind that is none", frame(FIN | RSV1 | TEXT, hex("07")), "violation 1007"),
                row("7.2.2", "a text that is not compressed", frame(FIN | RSV1 | TEXT, bytes("{\"event\":1}")),
                        "violation 1007"),
                row("7.2.2", "half a block", frame(FIN | RSV1 | TEXT, hex("f248cd")), "violation 1007"),
                row("7.2.2", "what leans on the message before", // §7.2.3.2; we agreed on no context.
                        concat(frame(FIN | RSV1 | TEXT, hex("f248cdc9c90700")),
                                frame(FIN | RSV1 | TEXT, hex("f200110000"))),
                        "text Hello", "violation 1007"),
                row("7.2.2", "what follows a broken block",
                        concat(frame(FIN | RSV1 | TEXT, hex("07")), text("late")), "violation 1007"),
                row("7.2.3", "a final block", frame(FIN | RSV1 | TEXT, hex("f348cdc9c9070000")), "text Hello"),
                row("7.2.3", "two blocks", frame(FIN | RSV1 | TEXT, hex("f248050000 00ffff cac9c90700")),
                        "text Hello"),
                row("8.1", "half a character", frame(FIN | RSV1 | TEXT, deflated(hex("6162f09f98"))),
                        "violation 1007"),
                row("8.1", "an overlong form in fragments", fragments(RSV1, deflated(hex("61c08061")), 2),
                        "violation 1007"),
                row("10.4", "the most bytes", compressed("x".repeat(MAX_MESSAGE_BYTES)),
                        "text " + "x".repeat(MAX_MESSAGE_BYTES)),
                row("10.4", "one byte more", compressed("x".repeat(MAX_MESSAGE_BYTES + 1)), "violation 1009"),
                row("10.4", "one byte more in fragments",
                        fragments(RSV1, deflated("x".repeat(MAX_MESSAGE_BYTES + 1)), 3), "violation 1009"),
                row("10.4", "a bomb", compressed("x".repeat(1_000 * MAX_MESSAGE_BYTES)), "violation 1009"),
                row("10.4", "the header of too many compressed bytes",
                        header(FIN | RSV1 | TEXT, MAX_MESSAGE_BYTES + 1), "violation 1009"),
                row("10.4", "the most fragments", fragments(RSV1, deflated("Hello"), MAX_FRAGMENTS), "text Hello"),
                row("10.4", "one fragment more", fragments(RSV1, deflated("Hello"), MAX_FRAGMENTS + 1),
                        "violation 1009"));
    }

    private static byte[] compressed(String text) {
        return frame(FIN | RSV1 | TEXT, deflated(text));
    }

    private static byte[] deflated(String text) {
        return deflated(bytes(text));
    }

    private static byte[] deflated(byte[] message) {
        return Compressed.deflate(message, Deflater.DEFAULT_COMPRESSION);
    }

    /// A text whose payload is cut in `count` pieces.
    private static byte[] fragments(int bits, byte[] payload, int count) {
        var frames = new byte[count][];
        for (int i = 0; i < count; i++) {
            frames[i] = frame((i == 0 ? bits | TEXT : CONTINUATION) | (i == count - 1 ? FIN : 0),
                    Arrays.copyOfRange(payload, payload.length * i / count, payload.length * (i + 1) / count));
        }
        return concat(frames);
    }

    private static byte[] bytes(String text) {
        return text.getBytes(UTF_8);
    }

    private static byte[] hex(String digits) {
        return HexFormat.of().parseHex(digits.replace(" ", ""));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("cases")
    void readsItWhole(String name, byte[] wire, List<String> read) {
        assertThat(Reading.inflated(wire)).as(name).isEqualTo(read);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("cases")
    void readsItWhereverItIsCut(String name, byte[] wire, List<String> read) {
        for (int cut = 0; cut <= wire.length; cut++) {
            if (cut == 300) {
                cut = Math.max(cut, wire.length - 300); // Only payload lies between.
            }
            assertThat(Reading.inflated(Arrays.copyOf(wire, cut), Arrays.copyOfRange(wire, cut, wire.length)))
                    .as("%s, cut at %d", name, cut).isEqualTo(read);
        }
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("cases")
    void readsItByteByByte(String name, byte[] wire, List<String> read) {
        var pieces = new ArrayList<byte[]>();
        int step = wire.length > 10_000 ? 1_000 : 1;
        for (int from = 0; from < wire.length; from += step) {
            pieces.add(Arrays.copyOfRange(wire, from, Math.min(wire.length, from + step)));
        }
        assertThat(Reading.inflated(pieces.toArray(new byte[0][]))).as(name).isEqualTo(read);
    }

    @Test
    void whereNothingWasNegotiatedNothingIsCompressed() {
        assertThat(Reading.of(compressed("Hello"))).containsExactly("violation 1002");
        assertThat(Reading.of(fragments(RSV1, deflated("Hello"), 2))).containsExactly("violation 1002");
    }
}
