package dev.anemone.auth;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Optional;

/// What a token claims about its own making (RFC 7515 §4.1), read before anything is verified: it decides which keys
/// are tried and what is refused at once. It is not to be trusted.
///
/// @param algorithm `alg`, as spelled
/// @param keyId `kid`: which key of a set made it
/// @param compressed whether there is a `zip`, whatever it says
record TokenHeader(String algorithm, Optional<String> keyId, boolean compressed) {
    /// The header of a token of three parts; empty if there is none with an `alg`, or one with a `crit`: whatever that
    /// demands to be understood (RFC 7515 §4.1.11), it is nothing that we know.
    static Optional<TokenHeader> read(String token, JsonMapper json) {
        int end = token.indexOf('.');
        if (end < 0 || token.chars().filter(c -> c == '.').count() != 2) {
            return Optional.empty();
        }
        try {
            byte[] decoded = Base64.getUrlDecoder().decode(token.substring(0, end));
            JsonNode header = json.readTree(new String(decoded, StandardCharsets.UTF_8));
            JsonNode algorithm = header.path("alg");
            JsonNode keyId = header.path("kid");
            return algorithm.isTextual() && !header.has("crit") && (keyId.isMissingNode() || keyId.isTextual())
                    ? Optional.of(new TokenHeader(algorithm.textValue(), Optional.ofNullable(keyId.textValue()),
                            header.has("zip")))
                    : Optional.empty();
        } catch (IllegalArgumentException | JsonProcessingException e) {
            return Optional.empty(); // Not base64url, or not JSON.
        }
    }
}
