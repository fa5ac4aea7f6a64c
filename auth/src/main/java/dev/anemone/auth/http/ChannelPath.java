package dev.anemone.auth.http;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// `/auth/{app_key}/channel`, or the short `/auth/channel`.
///
/// @param appKey as the path has it, not yet known to be one; `null` in the short form
record ChannelPath(@Nullable String appKey) {
    private static final Pattern PATH = Pattern.compile("/auth(?:/([^/]+))?/channel");

    static Optional<ChannelPath> parse(String path) {
        Matcher matcher = PATH.matcher(path);
        return matcher.matches() ? Optional.of(new ChannelPath(matcher.group(1))) : Optional.empty();
    }
}
