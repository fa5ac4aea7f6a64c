package dev.anemone.gateway.protocol;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import dev.anemone.model.Limits;
import dev.anemone.model.Member;
import dev.anemone.model.UserId;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// Reads the `channel_data` of a presence subscription into a member. Call it only after the signature over the text
/// has been verified.
public final class ChannelData {
    private ChannelData() {}

    /// The member that the text names, or why it names none.
    public sealed interface Result {
        /// A member whose info is byte for byte what was signed.
        record Present(Member member) implements Result {}

        /// Unusable; `reason` is told to the client.
        record Invalid(String reason) implements Result {}
    }

    /// Reads `{"user_id": string or number, "user_info": object}`; other members are ignored.
    public static Result read(String channelData, Limits limits) {
        try (JsonParser parser = Json.FACTORY.createParser(channelData)) {
            if (parser.nextToken() != JsonToken.START_OBJECT) {
                return new Result.Invalid("channel_data must be a JSON object");
            }
            String userId = null;
            String userInfo = null;
            while (parser.nextToken() == JsonToken.FIELD_NAME) {
                String name = parser.currentName();
                JsonToken value = parser.nextToken();
                switch (name) {
                    case "user_id" -> userId = userId(parser, value);
                    case "user_info" -> {
                        if (value == JsonToken.START_OBJECT) {
                            userInfo = Json.slice(parser, channelData);
                        } else if (value == JsonToken.VALUE_NULL) {
                            userInfo = null;
                        } else {
                            return new Result.Invalid("user_info supplied to presence subscription is invalid"
                                    + " - if supplied it must be a type of hash");
                        }
                    }
                    default -> parser.skipChildren();
                }
            }
            if (parser.nextToken() != null) {
                return new Result.Invalid("channel_data must be a single JSON object");
            }
            return member(userId, userInfo, limits);
        } catch (IOException _) {
            return new Result.Invalid("channel_data is not valid JSON");
        }
    }

    private static Result member(@Nullable String userId, @Nullable String userInfo, Limits limits) {
        if (userId == null || userId.isEmpty()) {
            return new Result.Invalid("channel_data must include a user_id, a string or a number");
        }
        if (userId.length() > limits.maxUserIdLength()) {
            return new Result.Invalid(String.format(Locale.ROOT, "user_id has %d characters, at most %d are allowed",
                    userId.length(), limits.maxUserIdLength()));
        }
        if (userInfo == null) {
            return new Result.Present(new Member(new UserId(userId), Member.NO_INFO));
        }
        int infoBytes = userInfo.getBytes(StandardCharsets.UTF_8).length;
        if (infoBytes > limits.maxUserInfoBytes()) {
            return new Result.Invalid(String.format(Locale.ROOT, "user_info has %d bytes, at most %d are allowed",
                    infoBytes, limits.maxUserInfoBytes()));
        }
        return new Result.Present(new Member(new UserId(userId), userInfo));
    }

    /// Numbers become their decimal text, as the worked example of the docs signs `"user_id":10`.
    private static @Nullable String userId(JsonParser parser, JsonToken value) throws IOException {
        return switch (value) {
            case VALUE_STRING, VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT -> parser.getText();
            default -> {
                parser.skipChildren();
                yield null;
            }
        };
    }
}
