package dev.anemone.conformance.tokens;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.anemone.conformance.pusher.Json;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// An access token that is being made.
///
/// @param header what its header says beside, or instead of, what its key would say
public record Token(Map<String, Object> header, Map<String, Object> claims) {
    public Token {
        header = new LinkedHashMap<>(header);
        claims = new LinkedHashMap<>(claims);
    }

    /// Good for a minute, and for nothing.
    public static Token forAMinute() {
        return new Token(Map.of(), Map.of()).lasting(Duration.ofMinutes(1));
    }

    /// Good from now on for so long; whole seconds.
    public Token lasting(Duration duration) {
        return with("exp", Instant.now().plus(duration).getEpochSecond());
    }

    public Token of(String subject) {
        return with("sub", subject);
    }

    /// Allows operations on the channels of a pattern, which nothing was said about before.
    public Token can(String pattern, String... operations) {
        var capabilities = new LinkedHashMap<Object, Object>(
                claims.get("capabilities") instanceof Map<?, ?> former ? former : Map.of());
        capabilities.put(pattern, List.of(operations));
        return with("capabilities", capabilities);
    }

    public Token with(String claim, @Nullable Object value) {
        var changed = new LinkedHashMap<>(claims);
        changed.put(claim, value);
        return new Token(header, changed);
    }

    public Token without(String claim) {
        var changed = new LinkedHashMap<>(claims);
        changed.remove(claim);
        return new Token(header, changed);
    }

    /// Lets the header say what its key would not.
    Token saying(String name, Object value) {
        var changed = new LinkedHashMap<>(header);
        changed.put(name, value);
        return new Token(changed, claims);
    }

    /// Its text, signed.
    public String by(SigningKey key) {
        return signed(Json.text(headerBy(key)), Json.text(claims), key);
    }

    Map<String, Object> headerBy(SigningKey key) {
        var whole = new LinkedHashMap<String, Object>();
        whole.put("alg", key.algorithm());
        whole.put("typ", "JWT");
        if (key.id() != null) {
            whole.put("kid", key.id());
        }
        whole.putAll(header);
        return whole;
    }

    /// RFC 7515 §3.1, whatever header and payload may be.
    static String signed(String header, String payload, SigningKey key) {
        String content = SigningKey.base64(header.getBytes(UTF_8)) + "." + SigningKey.base64(payload.getBytes(UTF_8));
        return content + "." + SigningKey.base64(key.sign(content.getBytes(UTF_8)));
    }
}
