package dev.anemone.store.redis;

import dev.anemone.model.AppId;
import dev.anemone.model.Glob;
import dev.anemone.model.Revocation;
import dev.anemone.model.Revocation.Channels;
import dev.anemone.model.Revocation.Subject;
import dev.anemone.model.Revocation.Token;
import dev.anemone.model.Revocation.User;
import dev.anemone.model.UserId;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// A revocation as Redis has it: a field that says what is taken from whom, `app:user:id`, and a value with two moments in
/// Unix milliseconds, a space between them. Ids can be any text, so they are named by its bytes.
final class RevocationText {
    private static final Pattern MOMENTS = Pattern.compile("([0-9]{1,15}) ([0-9]{1,15})");
    private static final Pattern ANNOUNCEMENT = Pattern.compile("(" + MOMENTS + ") (.*)", Pattern.DOTALL);

    private RevocationText() {}

    static String field(Revocation revocation) {
        return revocation.app() + ":" + switch (revocation.subject()) {
            case Token(var id) -> "token:" + named(id);
            case User(var id) -> "user:" + named(id.value());
            case Channels(var pattern) -> "channels:" + named(pattern.toString());
        };
    }

    private static String named(String text) {
        return RedisKeys.name(WireText.encode(text));
    }

    private static String text(String name) {
        return WireText.decode(ByteBuffer.wrap(RedisKeys.bytes(name)));
    }

    static String issuedBefore(Revocation revocation) {
        return Long.toString(revocation.issuedBefore().toEpochMilli());
    }

    static String until(Revocation revocation) {
        return Long.toString(revocation.until().toEpochMilli());
    }

    /// The revocation of a message: the value, a space, and the field. Empty if it is none of ours.
    static Optional<Revocation> announced(String message) {
        Matcher parts = ANNOUNCEMENT.matcher(message);
        return parts.matches() ? decode(parts.group(4), parts.group(1)) : Optional.empty();
    }

    /// The revocation of a field and its value. Empty if it is none of ours.
    static Optional<Revocation> decode(String field, String value) {
        String[] names = field.split(":", 3);
        Matcher moments = MOMENTS.matcher(value);
        if (names.length != 3 || !moments.matches()) {
            return Optional.empty();
        }
        try {
            Subject subject = switch (names[1]) {
                case "token" -> new Token(text(names[2]));
                case "user" -> new User(new UserId(text(names[2])));
                case "channels" -> new Channels(Glob.of(text(names[2])));
                default -> throw new IllegalArgumentException("No kind of revocation.");
            };
            return Optional.of(new Revocation(new AppId(names[0]), subject, moment(moments.group(1)),
                    moment(moments.group(2))));
        } catch (IllegalArgumentException _) {
            return Optional.empty();
        }
    }

    private static Instant moment(String millis) {
        return Instant.ofEpochMilli(Long.parseLong(millis));
    }
}
