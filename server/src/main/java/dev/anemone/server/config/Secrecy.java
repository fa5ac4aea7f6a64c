package dev.anemone.server.config;

import java.util.regex.Pattern;

/// Decides what a message may show of a value.
final class Secrecy {
    private static final Pattern SECRET_KEY = Pattern
            .compile("(?:.*[-.])?(?:secrets?|token-keys?|master-key|passwords?|apps|keys|webhooks)(?:\\[\\d+])?");
    private static final Pattern USER_INFO = Pattern.compile("//.*@");
    private static final int MAX_SHOWN = 100;

    private Secrecy() {}

    /// The value of the setting at `path` for a message: quoted, at most [#MAX_SHOWN] characters, `…` where it is secret
    /// by its name or should hold what is, and without what a URL says before its host.
    static String quoted(String path, String value) {
        if (SECRET_KEY.matcher(path).matches()) {
            return "…";
        }
        String open = maskUrl(value);
        return '"' + (open.length() <= MAX_SHOWN ? open : open.substring(0, MAX_SHOWN) + "…") + '"';
    }

    /// `url` with `…` for the user name and password it may hold.
    static String maskUrl(String url) {
        return USER_INFO.matcher(url).replaceFirst("//…@");
    }
}
