package dev.anemone.gateway.protocol;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import dev.anemone.model.ChannelName;
import dev.anemone.model.EventData;
import dev.anemone.model.MalformedNameException;
import dev.anemone.model.Member;
import dev.anemone.model.UserId;
import java.io.IOException;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// The `user_data` of a sign-in.
public final class UserData {
    private UserData() {}

    /// The user that the text names, or why it names none.
    public sealed interface Result {
        /// A user.
        ///
        /// @param member the user as a presence member: the id, and the `user_info` byte for byte
        /// @param watchlist whom the user watches, in order, each once
        record Present(Member member, Set<UserId> watchlist) implements Result {}

        /// Unusable; `reason` is told to the client.
        record Invalid(String reason) implements Result {}
    }

    /// Reads the text, after its signature has been verified:
    /// `{"id": string, "user_info": object, "watchlist": [string]}`; other members are
    /// ignored.
    public static Result read(String userData) {
        try (JsonParser parser = Json.FACTORY.createParser(userData)) {
            if (parser.nextToken() != JsonToken.START_OBJECT) {
                return new Result.Invalid("user_data must be a JSON object");
            }
            String id = null;
            String userInfo = Member.NO_INFO;
            Set<UserId> watchlist = Set.of();
            while (parser.nextToken() == JsonToken.FIELD_NAME) {
                String name = parser.currentName();
                JsonToken value = parser.nextToken();
                switch (name) {
                    case "id" -> {
                        id = value == JsonToken.VALUE_STRING ? parser.getText() : null;
                        parser.skipChildren();
                    }
                    case "user_info" -> {
                        if (value == JsonToken.START_OBJECT) {
                            userInfo = Json.slice(parser, userData);
                        } else if (value != JsonToken.VALUE_NULL) {
                            return new Result.Invalid("user_info must be a JSON object");
                        }
                    }
                    case "watchlist" -> {
                        Set<UserId> read = value == JsonToken.START_ARRAY ? watchlist(parser) : null;
                        if (read == null) {
                            return new Result.Invalid("watchlist must be an array of user ids, strings");
                        }
                        watchlist = read;
                    }
                    default -> parser.skipChildren();
                }
            }
            if (parser.nextToken() != null) {
                return new Result.Invalid("user_data must be a single JSON object");
            }
            return present(id, userInfo, watchlist);
        } catch (IOException _) {
            return new Result.Invalid("user_data is not valid JSON");
        }
    }

    /// The text for a user whom a token names.
    public static String write(Member member, Collection<UserId> watchlist) {
        var json = new StringBuilder("{\"id\":\"");
        EventData.appendEscaped(json, member.id().value());
        json.append("\",\"user_info\":").append(member.info()).append(",\"watchlist\":[");
        String separator = "\"";
        for (UserId user : watchlist) {
            json.append(separator);
            EventData.appendEscaped(json, user.value());
            json.append('"');
            separator = ",\"";
        }
        return json.append("]}").toString();
    }

    private static Result present(@Nullable String id, String userInfo, Set<UserId> watchlist) {
        if (id == null || id.isEmpty()) {
            return new Result.Invalid("user_data must include an id, a string that is not empty");
        }
        try {
            var user = new UserId(id);
            ChannelName.serverToUser(user); // An id that cannot be addressed would miss its messages.
            return new Result.Present(new Member(user, userInfo), watchlist);
        } catch (MalformedNameException _) {
            return new Result.Invalid("The user id may only have the characters of channel names");
        }
    }

    /// The ids up to the closing bracket; `null` if something else is among them.
    private static @Nullable Set<UserId> watchlist(JsonParser parser) throws IOException {
        var users = new LinkedHashSet<UserId>();
        while (parser.nextToken() != JsonToken.END_ARRAY) {
            if (parser.currentToken() != JsonToken.VALUE_STRING || parser.getText().isEmpty()
                    || parser.getText().length() > UserId.MAX_LENGTH) {
                return null;
            }
            users.add(new UserId(parser.getText()));
        }
        return users;
    }
}
