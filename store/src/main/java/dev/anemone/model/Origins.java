package dev.anemone.model;

import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// The web origins whose pages may do something (RFC 6454 §7; Fetch standard, "Origin header").
///
/// This protects people: a page of somebody else cannot use an app through their browsers. It keeps out no program that is
/// not a browser, since those say what they like; so who says nothing is let in.
///
/// @param patterns each `scheme://host` or `scheme://host:port` as browsers send it, where `*.` may stand for any subdomain; or
///     `*`. Without any, every origin is allowed
public record Origins(List<String> patterns) {
    /// Every origin.
    public static final Origins ANY = new Origins(List.of());

    private static final Pattern PATTERN = Pattern
            .compile("\\*|[a-z][a-z0-9+.-]*://(?:\\*\\.)?[a-z0-9._\\-\\[\\]:]+");
    private static final String SUBDOMAINS = "://*.";

    public Origins {
        patterns = List.copyOf(patterns);
        for (String pattern : patterns) {
            if (!PATTERN.matcher(pattern).matches()) {
                throw new IllegalArgumentException("origins: expected scheme://host, scheme://host:port or"
                        + " scheme://*.host in lower case and without a path, or *, got " + pattern);
            }
        }
    }

    /// Whether every origin is allowed.
    public boolean any() {
        return patterns.isEmpty() || patterns.contains("*");
    }

    /// Whether pages of `origin` are allowed.
    ///
    /// @param origin the request's `Origin`; `null` if it has none
    public boolean allow(@Nullable String origin) {
        if (origin == null || any()) {
            return true;
        }
        String sent = origin.toLowerCase(Locale.ROOT);
        return patterns.stream().anyMatch(pattern -> matches(pattern, sent));
    }

    private static boolean matches(String pattern, String origin) {
        int wildcard = pattern.indexOf(SUBDOMAINS);
        if (wildcard < 0) {
            return pattern.equals(origin);
        }
        String scheme = pattern.substring(0, wildcard + SUBDOMAINS.indexOf('*'));
        String domain = pattern.substring(wildcard + SUBDOMAINS.indexOf('.'));
        return origin.startsWith(scheme) && origin.endsWith(domain)
                && origin.length() > scheme.length() + domain.length();
    }
}
