package dev.anemone.auth.http;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// `/auth/{app_key}/{endpoint}`, or the short `/auth/{endpoint}`.
///
/// @param appKey as the path has it, not yet known to be one; `null` in the short form
/// @param endpoint as the path has it; there may be none of this name
record ServicePath(@Nullable String appKey, String endpoint) {
    private static final Pattern PATH = Pattern.compile("/auth(?:/([^/]+))?/([^/]+)");

    static Optional<ServicePath> parse(String path) {
        Matcher matcher = PATH.matcher(path);
        return matcher.matches() ? Optional.of(new ServicePath(matcher.group(1), matcher.group(2))) : Optional.empty();
    }
}
