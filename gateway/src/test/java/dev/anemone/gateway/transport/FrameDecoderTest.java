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
import static dev.anemone.gateway.transport.ClientFrames.masked;
import static dev.anemone.gateway.transport.ClientFrames.text;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.anemone.gateway.protocol.CloseCode;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/// The server's half of RFC 6455 §5 as a table: bytes of a client, and what is read from them, wherever the bytes are cut.
class FrameDecoderTest {
    static final int MAX_MESSAGE_BYTES = 70_000;
    static final int MAX_FRAGMENTS = 5;
    private static final byte[] NOTHING = {};

    /// A row of the table: its section of RFC 6455, what it is about, the bytes, and what is read from them.
    private static Arguments row(String section, String name, byte[] wire, String... read) {
        return Arguments.of(section + " " + name, wire, List.of(read));
    }

    private static Stream<Arguments> cases() {
        return Stream.of(
                row("5.1", "a frame without a mask", hex("8101 61"), "violation 1002"),
                row("5.2", "an empty text", text(""), "text "),
                row("5.2", "a short text", text("Hello"), "text Hello"),
                row("5.2", "a mask of zeros", hex("8182 00000000 6869"), "text hi"),
                row("5.2", "125 bytes", text("x".repeat(125)), "text " + "x".repeat(125)),
                row("5.2", "126 bytes", text("x".repeat(126)), "text " + "x".repeat(126)),
                row("5.2", "65,535 bytes", text("x".repeat(65_535)), "text " + "x".repeat(65_535)),
                row("5.2", "65,536 bytes", text("x".repeat(65_536)), "text " + "x".repeat(65_536)),
                row("5.2", "the first reserved bit", frame(FIN | 0x40 | TEXT, NOTHING), "violation 1002"),
                row("5.2", "the second reserved bit", frame(FIN | 0x20 | PING, NOTHING), "violation 1002"),
                row("5.2", "the third reserved bit", frame(FIN | 0x10 | CLOSE, NOTHING), "violation 1002"),
                row("5.2", "data opcode 3", frame(FIN | 0x3, NOTHING), "violation 1002"),
                row("5.2", "data opcode 7", frame(FIN | 0x7, NOTHING), "violation 1002"),
                row("5.2", "control opcode b", frame(FIN | 0xb, NOTHING), "violation 1002"),
                row("5.2", "control opcode f", frame(FIN | 0xf, NOTHING), "violation 1002"),
                row("5.2", "125 bytes in 16 bits of length", hex("81fe 007d 00000000"), "violation 1002"),
                row("5.2", "65,535 bytes in 64 bits of length", hex("81ff 000000000000ffff 00000000"),
                        "violation 1002"),
                row("5.2", "a length with its highest bit set", hex("81ff 8000000000000000 00000000"),
                        "violation 1002"),
                row("5.4", "two fragments", concat(frame(TEXT, bytes("Hel")), frame(FIN, bytes("lo"))), "text Hello"),
                row("5.4", "fragments of nothing",
                        concat(frame(TEXT, NOTHING), frame(CONTINUATION, bytes("a")), frame(CONTINUATION, NOTHING),
                                frame(FIN, NOTHING)),
                        "text a"),
                row("5.4", "fragments that outgrow each other",
                        concat(frame(TEXT, bytes("a")), frame(CONTINUATION, bytes("b".repeat(300))),
                                frame(CONTINUATION, bytes("c".repeat(20_000))), frame(FIN, bytes("d")), text("e")),
                        "text a" + "b".repeat(300) + "c".repeat(20_000) + "d", "text e"),
                row("5.4", "control frames between fragments",
                        concat(frame(TEXT, bytes("Hel")), frame(FIN | PING, bytes("p")),
                                frame(CONTINUATION, bytes("l")),
                                frame(FIN | PONG, bytes("q")), frame(FIN, bytes("o"))),
                        "ping p", "pong", "text Hello"),
                row("5.4", "a close between fragments",
                        concat(frame(TEXT, bytes("Hel")), close(1000, ""), frame(FIN, bytes("lo"))), "closed 1000"),
                row("5.4", "nothing to continue", frame(FIN, bytes("x")), "violation 1002"),
                row("5.4", "nothing left to continue",
                        concat(frame(TEXT, bytes("a")), frame(FIN, bytes("b")), frame(CONTINUATION, bytes("c"))),
                        "text ab", "violation 1002"),
                row("5.4", "a text inside a fragmented text", concat(frame(TEXT, bytes("a")), text("b")),
                        "violation 1002"),
                row("5.4", "a binary inside a fragmented text",
                        concat(frame(TEXT, bytes("a")), frame(FIN | BINARY, bytes("b"))), "violation 1002"),
                row("5.5", "a fragmented ping", frame(PING, bytes("p")), "violation 1002"),
                row("5.5", "a fragmented close", frame(CLOSE, NOTHING), "violation 1002"),
                row("5.5", "a ping of 126 bytes", frame(FIN | PING, new byte[126]), "violation 1002"),
                row("5.5", "a pong of 65,536 bytes", frame(FIN | PONG, new byte[65_536]), "violation 1002"),
                row("5.5.1", "a close without a code", frame(FIN | CLOSE, NOTHING), "closed 1005"),
                row("5.5.1", "a close with a reason", close(1001, "Tschüß"), "closed 1001"),
                row("5.5.1", "a close with 123 bytes of reason", close(4999, "x".repeat(123)), "closed 4999"),
                row("5.5.1", "half a code", frame(FIN | CLOSE, new byte[]{3}), "violation 1002"),
                row("5.5.1", "what follows a close", concat(close(1000, ""), text("late"), hex("ff ff")),
                        "closed 1000"),
                row("5.5.2", "a ping", frame(FIN | PING, NOTHING), "ping "),
                row("5.5.2", "a ping of 125 bytes", frame(FIN | PING, bytes("p".repeat(125))),
                        "ping " + "p".repeat(125)),
                row("5.5.3", "a pong nobody asked for", frame(FIN | PONG, bytes("q")), "pong"),
                row("5.6", "a binary message", frame(FIN | BINARY, bytes("b")), "violation 1003"),
                row("5.6", "the first fragment of a binary message", frame(BINARY, bytes("b")), "violation 1003"),
                row("5.6", "frames back to back",
                        concat(text("a"), frame(FIN | PING, bytes("b")), text("c".repeat(200)), text(""), text("d")),
                        "text a", "ping b", "text " + "c".repeat(200), "text ", "text d"),
                row("8.1", "all lengths of UTF-8", text("aé漢😀"), "text aé漢😀"),
                row("8.1", "a character across fragments",
                        concat(frame(TEXT, hex("f09f")), frame(FIN | PING, NOTHING), frame(FIN, hex("9880"))), "ping ",
                        "text 😀"),
                row("8.1", "an overlong form", frame(FIN | TEXT, hex("c080")), "violation 1007"),
                row("8.1", "a surrogate", frame(FIN | TEXT, hex("eda080")), "violation 1007"),
                row("8.1", "half a character", frame(FIN | TEXT, hex("6162 f09f98")), "violation 1007"),
                row("8.1", "half a character across fragments",
                        concat(frame(TEXT, hex("61f0")), frame(FIN, hex("9f98"))), "violation 1007"),
                row("8.1", "half a character in a reason", frame(FIN | CLOSE, hex("03e8 c3")), "violation 1007"),
                row("10.4", "a message of the most bytes", text("x".repeat(MAX_MESSAGE_BYTES)),
                        "text " + "x".repeat(MAX_MESSAGE_BYTES)),
                row("10.4", "the header of a message of one byte more", header(FIN | TEXT, MAX_MESSAGE_BYTES + 1),
                        "violation 1009"),
                row("10.4", "fragments of the most bytes",
                        concat(frame(TEXT, bytes("x".repeat(MAX_MESSAGE_BYTES - 1))), frame(FIN, bytes("y"))),
                        "text " + "x".repeat(MAX_MESSAGE_BYTES - 1) + "y"),
                row("10.4", "fragments of one byte more",
                        concat(frame(TEXT, bytes("x".repeat(MAX_MESSAGE_BYTES - 1))), header(FIN, 2)),
                        "violation 1009"),
                row("10.4", "the longest length of all", header(FIN | TEXT, Long.MAX_VALUE), "violation 1009"),
                row("10.4", "the longest length of all behind a fragment",
                        concat(frame(TEXT, bytes("x")), header(FIN, Long.MAX_VALUE), bytes("xyz")), "violation 1009"),
                row("10.4", "the most fragments", fragments(MAX_FRAGMENTS), "text " + "x".repeat(MAX_FRAGMENTS)),
                row("10.4", "one fragment more", fragments(MAX_FRAGMENTS + 1), "violation 1009"),
                row("10.4", "the most fragments twice", concat(fragments(MAX_FRAGMENTS), fragments(MAX_FRAGMENTS)),
                        "text " + "x".repeat(MAX_FRAGMENTS), "text " + "x".repeat(MAX_FRAGMENTS)));
    }

    private static byte[] fragments(int count) {
        var frames = new byte[count][];
        for (int i = 0; i < count; i++) {
            frames[i] = frame(i == 0 ? TEXT : i == count - 1 ? FIN : CONTINUATION, bytes("x"));
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
        assertThat(Reading.of(wire)).as(name).isEqualTo(read);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("cases")
    void readsItWhereverItIsCut(String name, byte[] wire, List<String> read) {
        for (int cut = 0; cut <= wire.length; cut++) {
            if (cut == 300) {
                cut = Math.max(cut, wire.length - 300); // Only payload lies between.
            }
            assertThat(Reading.of(Arrays.copyOf(wire, cut), Arrays.copyOfRange(wire, cut,
                    wire.length))).as("%s, cut at %d", name, cut).isEqualTo(read);
        }
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("cases")
    void readsItInSmallPieces(String name, byte[] wire, List<String> read) {
        var random = new SplittableRandom(6455);
        for (int most : new int[]{1, 3, 7, 4_096}) {
            if (most == 1 && wire.length > 10_000) {
                continue; // A minute's worth of the same byte.
            }
            var pieces = new ArrayList<byte[]>();
            for (int from = 0; from < wire.length;) {
                int to = Math.min(wire.length, from + random.nextInt(1, most + 1));
                pieces.add(Arrays.copyOfRange(wire, from, to));
                from = to;
            }
            assertThat(Reading.of(pieces.toArray(new byte[0][]))).as("%s, at most %d bytes", name, most)
                    .isEqualTo(read);
        }
    }

    @Test
    void codesThatMayBeSentAreAnsweredAndOthersAreNot() { // §7.4
        List<Integer> allowed = List.of(1000, 1001, 1002, 1003, 1007, 1008, 1009, 1010, 1011, 1012, 1013, 1014);
        for (int code = 0; code <= 0xffff; code++) {
            boolean mayBeSent = allowed.contains(code) || (code >= 3000 && code <= 4999);
            assertThat(Reading.of(close(code, ""))).as("code %d", code)
                    .containsExactly(mayBeSent ? "closed " + code : "violation 1002");
        }
    }

    @Test
    void whatIsTooLongIsRefusedBeforeItArrives() {
        byte[] header = header(FIN | TEXT, MAX_MESSAGE_BYTES + 1);

        assertThat(Reading.of(Arrays.copyOf(header, 10))).containsExactly("violation 1009");
    }

    @Test
    void anUnfinishedFrameIsNotReadYet() {
        byte[] frame = text("Hello");

        for (int length = 0; length < frame.length; length++) {
            assertThat(Reading.of(Arrays.copyOf(frame, length))).isEmpty();
        }
        assertThat(Reading.of(frame(TEXT, bytes("Hello")), frame(CONTINUATION, bytes("!")))).isEmpty();
    }

    @Test
    void everyMaskIsTakenOff() {
        var random = new SplittableRandom(42);
        for (int length = 0; length < 40; length++) {
            byte[] mask = new byte[4];
            random.nextBytes(mask);
            byte[] payload = bytes("abcdefghijklmnopqrstuvwxyzabcdefghijklmn".substring(0, length));
            byte[] hidden = payload.clone();
            for (int i = 0; i < length; i++) {
                hidden[i] ^= mask[i % 4];
            }
            byte[] wire = concat(new byte[]{(byte) (FIN | TEXT), (byte) (0x80 | length)}, mask, hidden);

            assertThat(Reading.of(wire)).containsExactly("text " + new String(payload, UTF_8));
        }
    }

    @Test
    void masksAreTheOnesOfTheRfc() { // §5.7: "Hello" masked.
        assertThat(Reading.of(hex("81 85 37fa213d 7f9f4d5158"))).containsExactly("text Hello");
        assertThat(text("Hello")).isEqualTo(hex("81 85 37fa213d 7f9f4d5158"));
        assertThat(masked(bytes("Hello"))).isEqualTo(hex("7f9f4d5158"));
    }

    /// What a decoder said, one line per call.
    static final class Reading implements FrameDecoder.Handler {
        /// Shared by all, as on an I/O thread.
        private static final MessageInflater INFLATER = new MessageInflater(MAX_MESSAGE_BYTES);

        private final List<String> lines = new ArrayList<>();

        /// Everything read from `pieces`, each given to the decoder in a larger array whose rest is garbage.
        static List<String> of(byte[]... pieces) {
            return of(new FrameDecoder(MAX_MESSAGE_BYTES, MAX_FRAGMENTS, null), pieces);
        }

        /// The same where compression was negotiated.
        static List<String> inflated(byte[]... pieces) {
            return of(new FrameDecoder(MAX_MESSAGE_BYTES, MAX_FRAGMENTS, INFLATER), pieces);
        }

        private static List<String> of(FrameDecoder decoder, byte[]... pieces) {
            var reading = new Reading();
            for (byte[] piece : pieces) {
                byte[] buffer = Arrays.copyOf(piece, piece.length + 16);
                Arrays.fill(buffer, piece.length, buffer.length, (byte) 0x81);
                decoder.decode(buffer, piece.length, reading);
                Arrays.fill(buffer, (byte) 0xff); // Whoever kept a reference finds this.
            }
            return reading.lines;
        }

        @Override
        public void text(byte[] bytes, int offset, int length) {
            lines.add("text " + new String(bytes, offset, length, UTF_8));
        }

        @Override
        public void ping(byte[] data) {
            lines.add("ping " + new String(data, UTF_8));
        }

        @Override
        public void pong() {
            lines.add("pong");
        }

        @Override
        public void closed(int code) {
            lines.add("closed " + code);
        }

        @Override
        public void violation(CloseCode code, String reason) {
            assertThat(reason).isNotBlank();
            lines.add("violation " + code.number());
        }
    }
}
