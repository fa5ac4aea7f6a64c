package dev.anemone.auth.http;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.anemone.model.ChannelName;
import dev.anemone.model.MalformedNameException;
import dev.anemone.model.SocketId;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Reads `socket_id` and `channel_name` from a form, as pusher-js and the other client libraries post them, or from a
/// JSON object of the same members. Other members are ignored: libraries let their users add some. Any input gives a
/// request or a refusal.
final class ChannelRequestDecoder {
    private static final String SOCKET_ID = "socket_id";
    private static final String CHANNEL_NAME = "channel_name";
    private static final JsonMapper JSON = JsonMapper.builder()
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build();

    private ChannelRequestDecoder() {}

    /// A request, or why it is none.
    sealed interface Decoded permits ChannelRequest, Refused {}

    /// @param contentType as sent; parameters such as `charset` are ignored, the text is UTF-8
    static Decoded decode(@Nullable String contentType, byte[] body) {
        var text = new String(body, StandardCharsets.UTF_8);
        return switch (mediaType(contentType)) {
            case "application/x-www-form-urlencoded" -> ofForm(text);
            case "application/json" -> ofJson(text);
            default -> malformed("Content-Type: expected application/x-www-form-urlencoded or application/json.");
        };
    }

    private static String mediaType(@Nullable String contentType) {
        if (contentType == null) {
            return "";
        }
        int semicolon = contentType.indexOf(';');
        String type = semicolon < 0 ? contentType : contentType.substring(0, semicolon);
        return type.strip().toLowerCase(Locale.ROOT);
    }

    private static Decoded ofForm(String form) {
        var fields = new HashMap<String, String>();
        int start = 0;
        while (start < form.length()) {
            int ampersand = form.indexOf('&', start);
            int end = ampersand < 0 ? form.length() : ampersand;
            int equals = form.indexOf('=', start);
            int nameEnd = equals < 0 || equals > end ? end : equals;
            try {
                String name = decoded(form.substring(start, nameEnd));
                String value = decoded(form.substring(Math.min(nameEnd + 1, end), end));
                if (fields.put(name, value) != null && (name.equals(SOCKET_ID) || name.equals(CHANNEL_NAME))) {
                    return malformed(name + ": sent more than once.");
                }
            } catch (IllegalArgumentException _) {
                return malformed("The form is not percent-encoded UTF-8.");
            }
            start = end + 1;
        }
        return of(fields);
    }

    private static String decoded(String text) {
        return URLDecoder.decode(text, StandardCharsets.UTF_8);
    }

    private static Decoded ofJson(String body) {
        try {
            JsonNode json = JSON.readTree(body);
            if (!json.isObject()) {
                return malformed("Expected a JSON object with socket_id and channel_name.");
            }
            var fields = new HashMap<String, String>();
            for (String name : new String[]{SOCKET_ID, CHANNEL_NAME}) {
                JsonNode value = json.path(name);
                if (value.isTextual()) {
                    fields.put(name, value.textValue());
                } else if (!value.isMissingNode()) {
                    return malformed(name + ": expected text.");
                }
            }
            return of(fields);
        } catch (JsonProcessingException _) {
            return malformed("The body is not JSON, or names a member twice.");
        }
    }

    private static Decoded of(Map<String, String> fields) {
        String socket = fields.get(SOCKET_ID);
        String channel = fields.get(CHANNEL_NAME);
        if (socket == null || channel == null) {
            return malformed((socket == null ? SOCKET_ID : CHANNEL_NAME) + ": missing.");
        }
        try {
            return new ChannelRequest(new SocketId(socket), new ChannelName(channel));
        } catch (MalformedNameException e) {
            return malformed(e.getMessage() + ".");
        }
    }

    private static Refused malformed(String message) {
        return new Refused(AuthError.MALFORMED_REQUEST, message);
    }
}
