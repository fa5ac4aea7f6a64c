package dev.anemone.store.redis;

import dev.anemone.model.AppId;
import dev.anemone.model.Glob;
import dev.anemone.model.Revocation;
import dev.anemone.model.Revocation.Channels;
import dev.anemone.model.Revocation.Subject;
import dev.anemone.model.Revocation.Token;
import dev.anemone.model.Revocation.User;
import dev.anemone.model.UserId;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.Optional;

/// A revocation as Redis has it: a field that says what is taken from whom, `app:user:id`, and a value with two moments in
/// Unix milliseconds, a space between them.
final class RevocationText {
    private RevocationText() {}

    static String field(Revocation revocation) {
        return revocation.app() + ":" + switch (revocation.subject()) {
            case Token(var id) -> "token:" + id;
            case User(var id) -> "user:" + id;
            case Channels(var pattern) -> "channels:" + pattern;
        };
    }

    static String issuedBefore(Revocation revocation) {
        return Long.toString(revocation.issuedBefore().toEpochMilli());
    }

    static String until(Revocation revocation) {
        return Long.toString(revocation.until().toEpochMilli());
    }

    /// The revocation of a message: the value, a space, and the field. Empty if it is none of ours.
    static Optional<Revocation> announced(String message) {
        String[] parts = message.split(" ", 3);
        return parts.length == 3 ? decode(parts[2], parts[0] + " " + parts[1]) : Optional.empty();
    }

    /// The revocation of a field and its value. Empty if it is none of ours.
    static Optional<Revocation> decode(String field, String value) {
        String[] names = field.split(":", 3);
        String[] moments = value.split(" ", -1);
        if (names.length != 3 || moments.length != 2) {
            return Optional.empty();
        }
        try {
            Subject subject = switch (names[1]) {
                case "token" -> new Token(names[2]);
                case "user" -> new User(new UserId(names[2]));
                case "channels" -> new Channels(Glob.of(names[2]));
                default -> throw new IllegalArgumentException("No kind of revocation.");
            };
            return Optional.of(new Revocation(new AppId(names[0]), subject, moment(moments[0]), moment(moments[1])));
        } catch (IllegalArgumentException | DateTimeException _) {
            return Optional.empty();
        }
    }

    private static Instant moment(String millis) {
        return Instant.ofEpochMilli(Long.parseLong(millis));
    }
}
