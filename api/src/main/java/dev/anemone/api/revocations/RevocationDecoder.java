package dev.anemone.api.revocations;

import static dev.anemone.api.http.JsonBody.require;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import dev.anemone.api.http.Checked;
import dev.anemone.api.http.JsonBody;
import dev.anemone.api.http.JsonBody.Refusal;
import dev.anemone.model.Glob;
import dev.anemone.model.Revocation.Channels;
import dev.anemone.model.Revocation.Subject;
import dev.anemone.model.Revocation.Token;
import dev.anemone.model.Revocation.User;
import dev.anemone.model.UserId;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// Reads the JSON bodies of `POST /revocations`. Any bytes are either a request or a refusal. Members that are not known are
/// ignored. Stateless.
final class RevocationDecoder {
    /// How long a revocation is kept if its caller does not say.
    static final Duration DEFAULT_TTL = Duration.ofDays(1);
    /// How long it can be kept at most.
    static final Duration MAX_TTL = Duration.ofDays(31);

    /// What channel names are made of (Pusher docs, "Channel naming conventions"), and stars.
    private static final Pattern CHANNELS = Pattern.compile("[A-Za-z0-9_\\-=@,.;*]{1,200}");
    private static final String ONE_OF_THREE = "Expected one of token_id, user and channels, got ";

    private RevocationDecoder() {}

    /// The revocation that a body asks for.
    static Checked<RevocationRequest> decode(byte[] body) {
        return JsonBody.read(body, RevocationDecoder::read);
    }

    private static RevocationRequest read(JsonParser parser) throws IOException, Refusal {
        var subjects = new ArrayList<Subject>(1);
        Duration ttl = DEFAULT_TTL;
        while (parser.nextToken() != JsonToken.END_OBJECT) {
            String member = parser.currentName();
            parser.nextToken();
            switch (member) {
                case "token_id", "user", "channels" -> {
                    String text = JsonBody.string(parser, member);
                    if (text != null) {
                        subjects.add(subject(member, text));
                    }
                }
                case "ttl" -> ttl = ttl(parser);
                default -> parser.skipChildren();
            }
        }
        require(!subjects.isEmpty(), ONE_OF_THREE + "none");
        require(subjects.size() == 1, ONE_OF_THREE + subjects.size());
        return new RevocationRequest(subjects.getFirst(), ttl);
    }

    private static Subject subject(String member, String text) throws Refusal {
        return switch (member) {
            case "token_id" -> {
                requireLength(member, text, Token.MAX_LENGTH);
                yield new Token(text);
            }
            case "user" -> {
                requireLength(member, text, UserId.MAX_LENGTH);
                yield new User(new UserId(text));
            }
            default -> {
                require(CHANNELS.matcher(text).matches(),
                        "channels: expected a pattern like private-room-*, of 1 to 200 characters of channel names and *");
                yield new Channels(Glob.of(text));
            }
        };
    }

    private static void requireLength(String member, String text, int max) throws Refusal {
        require(!text.isEmpty() && text.length() <= max,
                member + ": expected 1 to " + max + " characters, got " + text.length());
    }

    private static Duration ttl(JsonParser parser) throws IOException, Refusal {
        if (parser.currentToken() == JsonToken.VALUE_NULL) {
            return DEFAULT_TTL;
        }
        @Nullable
        Long seconds = parser.currentToken() == JsonToken.VALUE_NUMBER_INT && parser.getTextLength() < 10
                ? parser.getLongValue()
                : null;
        if (seconds == null || seconds < 1 || seconds > MAX_TTL.toSeconds()) {
            throw new Refusal("ttl: expected 1 to " + MAX_TTL.toSeconds() + " seconds, as a whole number");
        }
        return Duration.ofSeconds(seconds);
    }
}
