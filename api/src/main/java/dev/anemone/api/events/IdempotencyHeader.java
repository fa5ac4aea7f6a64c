package dev.anemone.api.events;

import dev.anemone.api.http.ApiRequest;
import dev.anemone.api.http.Checked;
import dev.anemone.api.http.Reply;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/// The header `Idempotency-Key` (IETF draft "The Idempotency-Key HTTP Header Field", §2.1). There it is a string in quotes
/// (RFC 9651 §3.3.3); many who use it write it bare. Both are read, and mean the same.
final class IdempotencyHeader {
    private static final Pattern QUOTED = Pattern.compile("\"((?:[\\x20\\x21\\x23-\\x5b\\x5d-\\x7e]|\\\\[\"\\\\])*)\"");
    private static final Pattern ESCAPED = Pattern.compile("\\\\(.)");

    private IdempotencyHeader() {}

    /// What the header says, if there is one. Refused with 400 if it is malformed or there are two.
    static Checked<Optional<String>> read(ApiRequest request) {
        List<String> values = request.idempotencyKeys();
        if (values.isEmpty()) {
            return Checked.valid(Optional.empty());
        }
        Optional<String> key = values.size() == 1 ? unquoted(values.getFirst().strip()) : Optional.empty();
        return key.filter(EventKey::wellFormed).isPresent()
                ? Checked.valid(key)
                : Checked.refused(Reply.badRequest("Invalid Idempotency-Key header: expected one key of "
                        + EventKey.EXPECTED + ", in double quotes or not"));
    }

    private static Optional<String> unquoted(String value) {
        if (!value.startsWith("\"")) {
            return Optional.of(value);
        }
        var quoted = QUOTED.matcher(value);
        return quoted.matches() ? Optional.of(ESCAPED.matcher(quoted.group(1)).replaceAll("$1")) : Optional.empty();
    }
}
