package dev.anemone.auth.http;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Reads what a request says, from a form, as pusher-js and the other client libraries post it, or from a JSON object of the
/// same members. Members that an endpoint does not know are ignored: libraries let their users add some.
final class BodyDecoder {
    private static final JsonMapper JSON = JsonMapper.builder()
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build();

    private BodyDecoder() {}

    /// Members that were understood, or why they were not.
    sealed interface Decoded permits Fields, Refused {}

    /// What an endpoint knows of what was sent.
    ///
    /// @param texts members that are one text, by name
    /// @param lists members that are a list of texts, which only JSON can have, by name
    record Fields(Map<String, String> texts, Map<String, List<String>> lists) implements Decoded {
        /// A member that is one text; empty if it was not sent.
        Optional<String> text(String name) {
            return Optional.ofNullable(texts.get(name));
        }

        /// A member that is a list; empty if it was not sent.
        Optional<List<String>> list(String name) {
            return Optional.ofNullable(lists.get(name));
        }
    }

    /// The members that an endpoint knows.
    record Known(List<String> texts, List<String> lists) {}

    /// Reads a body. Any text gives members, or a refusal.
    ///
    /// @param contentType as sent; parameters such as `charset` are ignored
    static Decoded decode(@Nullable String contentType, String body, Known known) {
        return switch (mediaType(contentType)) {
            case "application/x-www-form-urlencoded" -> ofForm(body, known);
            case "application/json" -> ofJson(body, known);
            default -> Refused.malformed(
                    "Content-Type: expected application/x-www-form-urlencoded or application/json.");
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

    private static Decoded ofForm(String form, Known known) {
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
                if (known.texts().contains(name) && fields.put(name, value) != null) {
                    return Refused.malformed(name + ": sent more than once.");
                }
            } catch (IllegalArgumentException _) {
                return Refused.malformed("The form is not percent-encoded UTF-8.");
            }
            start = end + 1;
        }
        return new Fields(fields, Map.of());
    }

    private static String decoded(String text) {
        return URLDecoder.decode(text, StandardCharsets.UTF_8);
    }

    private static Decoded ofJson(String body, Known known) {
        JsonNode json;
        try {
            json = JSON.readTree(body);
        } catch (JsonProcessingException _) {
            return Refused.malformed("The body is not JSON, or names a member twice.");
        }
        if (!json.isObject()) {
            return Refused.malformed("Expected a JSON object.");
        }
        var texts = new HashMap<String, String>();
        for (String name : known.texts()) {
            JsonNode value = json.path(name);
            if (value.isTextual()) {
                texts.put(name, value.textValue());
            } else if (!value.isMissingNode()) {
                return Refused.malformed(name + ": expected text.");
            }
        }
        var lists = new HashMap<String, List<String>>();
        for (String name : known.lists()) {
            JsonNode value = json.path(name);
            if (!value.isMissingNode()) {
                List<String> items = texts(value);
                if (items == null) {
                    return Refused.malformed(name + ": expected a list of texts.");
                }
                lists.put(name, items);
            }
        }
        return new Fields(texts, lists);
    }

    /// The items of a list; `null` if it is none, or has others than texts.
    private static @Nullable List<String> texts(JsonNode list) {
        if (!list.isArray()) {
            return null;
        }
        var texts = new ArrayList<String>(list.size());
        for (JsonNode item : list) {
            if (!item.isTextual()) {
                return null;
            }
            texts.add(item.textValue());
        }
        return texts;
    }
}
