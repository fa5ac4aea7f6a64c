package dev.anemone.api.events;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import dev.anemone.api.http.Checked;
import dev.anemone.api.http.Reply;
import dev.anemone.api.http.Utf8;
import dev.anemone.model.EventData;
import dev.anemone.model.Limits;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/// Any bytes are a request or a refusal, and the data of what is accepted is a string token that may go into a frame
/// as it stands. 20,000 inputs of each kind, or as many as `-Dfuzz.inputs` says.
class EventDecoderFuzzTest {
    private static final long SEED = 20_260_101;
    private static final int ROUNDS = Integer.getInteger("fuzz.inputs", 20_000);

    private static final List<String> BODIES = List.of(
            "{\"name\":\"foo\",\"channels\":[\"project-3\"],\"data\":\"{\\\"some\\\":\\\"data\\\"}\"}",
            "{\"batch\":[{\"name\":\"a\",\"channel\":\"b\",\"data\":\"é€😀\",\"info\":\"user_count\"},{\"name\":\"c\","
                    + "\"channel\":\"presence-d\",\"data\":{\"x\":[1,2.5e3,null]},\"socket_id\":\"12.34\"}]}",
            "{\"data\":[[[\"\\u00e9\\ud83d\\ude00\"]]],\"channel\":\"#server-to-user-1\",\"name\":\"\\n\",\"x\":{\"y\":[]}}");

    private static final List<String> PIECES = List.of("{", "}", "[", "]", "\"", "\\", "\\u", "\\ud800", ",", ":",
            "null",
            "1e9", "-", "\u0000", "\n", "é", "\"data\":", "\"name\":\"n\",", "\"channel\":\"c\",", "\"batch\":[",
            "\"\"",
            "\"channels\":[\"c\"],");

    private static final Pattern STRING_TOKEN = Pattern
            .compile("\"([^\"\\\\\\x00-\\x1f]|\\\\([\"\\\\/bfnrt]|u[0-9a-fA-F]{4}))*+\"");

    private final Random random = new Random(SEED);

    @Test
    void bytesOfAnyKind() {
        for (int i = 0; i < ROUNDS; i++) {
            byte[] body = new byte[random.nextInt(40)];
            random.nextBytes(body);
            decode(body);
        }
    }

    @Test
    void piecesOfJsonInAnyOrder() {
        for (int i = 0; i < ROUNDS; i++) {
            var body = new StringBuilder("{");
            for (int pieces = random.nextInt(12); pieces > 0; pieces--) {
                body.append(PIECES.get(random.nextInt(PIECES.size())));
            }
            decode(body.append('}').toString().getBytes(StandardCharsets.UTF_8));
        }
    }

    @Test
    void requestsThatWereDamaged() {
        int accepted = 0;
        for (int i = 0; i < ROUNDS; i++) {
            byte[] body = BODIES.get(random.nextInt(BODIES.size())).getBytes(StandardCharsets.UTF_8);
            for (int damages = random.nextInt(3); damages > 0; damages--) {
                body = damaged(body);
            }
            accepted += decode(body);
        }
        assertThat(accepted).as("accepted requests").isGreaterThan(ROUNDS / 10);
    }

    private byte[] damaged(byte[] body) {
        int at = random.nextInt(body.length);
        return switch (random.nextInt(4)) {
            case 0 -> Arrays.copyOf(body, Math.max(1, at));
            case 1 -> inserted(body, at, PIECES.get(random.nextInt(PIECES.size())));
            case 2 -> removed(body, at);
            default -> {
                byte[] changed = body.clone();
                changed[at] = (byte) random.nextInt(256);
                yield changed;
            }
        };
    }

    private static byte[] inserted(byte[] body, int at, String piece) {
        byte[] bytes = piece.getBytes(StandardCharsets.UTF_8);
        byte[] changed = Arrays.copyOf(body, body.length + bytes.length);
        System.arraycopy(bytes, 0, changed, at, bytes.length);
        System.arraycopy(body, at, changed, at + bytes.length, body.length - at);
        return changed;
    }

    private static byte[] removed(byte[] body, int at) {
        byte[] changed = Arrays.copyOf(body, Math.max(1, body.length - 1));
        System.arraycopy(body, Math.min(at + 1, body.length - 1), changed, Math.min(at, changed.length - 1),
                Math.max(0, changed.length - at));
        return changed;
    }

    /// Decodes as each kind of request, and returns how many events were accepted.
    private static int decode(byte[] body) {
        try {
            return accepted(EventDecoder.event(body, Limits.DEFAULTS).then(event -> Checked.valid(List.of(event))))
                    + accepted(EventDecoder.batch(body, Limits.DEFAULTS));
        } catch (RuntimeException | Error e) {
            return fail("Seed " + SEED + ", body " + new String(body, StandardCharsets.ISO_8859_1), e);
        }
    }

    private static int accepted(Checked<List<Trigger>> checked) {
        return switch (checked) {
            case Checked.Valid<List<Trigger>>(List<Trigger> events) -> {
                events.forEach(event -> assertIsAStringToken(event.data()));
                yield events.size();
            }
            case Checked.Refused<List<Trigger>>(Reply reply) -> {
                assertThat(reply.status()).isIn(400, 413);
                yield 0;
            }
        };
    }

    /// RFC 8259 §7, in UTF-8.
    private static void assertIsAStringToken(EventData data) {
        assertThat(Utf8.isValid(data.token())).isTrue();
        assertThat(new String(data.token(), StandardCharsets.UTF_8)).matches(STRING_TOKEN);
    }
}
