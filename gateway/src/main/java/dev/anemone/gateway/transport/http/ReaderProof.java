package dev.anemone.gateway.transport.http;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// What the reader of an event stream shows to be let in.
///
/// @param path as sent, which is what a signature covers
/// @param parameters of the query, decoded; names in lower case, sorted; of a repeated name the last value
/// @param bearer the token of an `Authorization: Bearer` header; `null` if there is none
record ReaderProof(String path, SortedMap<String, String> parameters, @Nullable String bearer) {
    /// The one parameter that is never signed.
    static final String SIGNATURE = "auth_signature";

    private static final String BEARER = "Bearer ";

    /// @param rawQuery what follows the `?`; may be empty
    /// @param authorization the value of that header; `null` if there is none
    /// @throws IllegalArgumentException if the query is not percent-encoded UTF-8
    static ReaderProof of(String path, String rawQuery, @Nullable String authorization) {
        var parameters = new TreeMap<String, String>();
        for (String pair : rawQuery.split("&", -1)) {
            int equals = pair.indexOf('=');
            String name = equals < 0 ? pair : pair.substring(0, equals);
            if (!name.isEmpty()) {
                parameters.put(decoded(name).toLowerCase(Locale.ROOT),
                        equals < 0 ? "" : decoded(pair.substring(equals + 1)));
            }
        }
        return new ReaderProof(path, parameters, authorization == null ? null : bearer(authorization));
    }

    private static @Nullable String bearer(String authorization) {
        return authorization.regionMatches(true, 0, BEARER, 0, BEARER.length())
                ? authorization.substring(BEARER.length()).strip()
                : null;
    }

    private static String decoded(String escaped) {
        return URLDecoder.decode(escaped, StandardCharsets.UTF_8);
    }

    Optional<String> parameter(String name) {
        return Optional.ofNullable(parameters.get(name));
    }

    /// The access token, from the header or, as browsers' event sources cannot set headers, the parameter `token`.
    Optional<String> token() {
        return Optional.ofNullable(bearer).or(() -> parameter("token"));
    }

    /// The parameters as they are signed.
    String signedParameters() {
        return parameters.entrySet().stream()
                .filter(parameter -> !parameter.getKey().equals(SIGNATURE))
                .map(Map.Entry::toString)
                .collect(Collectors.joining("&"));
    }
}
