package dev.anemone.auth.http;

import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.regex.Pattern;

/// Settings of the auth service.
///
/// @param allowedOrigins web origins whose pages may call the service from another origin (CORS), each
///     `scheme://host` or `scheme://host:port` as browsers send it, in lower case; or `*` for any. Empty, the
///     default, allows none: then only pages of the service's own origin and programs that are no browsers can call it.
///     No page may use a cookie because of `*`, so that gives a page nothing that its own token does not
/// @param cookie the name of a cookie that holds the token of requests without `Authorization`; empty, the default, for none.
///     It is taken from pages of the service's own origin, and of those that `allowedOrigins` names
/// @param requestsPerSecond how often one bearer may ask one node, with a burst of twice as many; a user counts as one, however
///     many tokens they have. 1 to 1,000,000, or 0 for no limit
/// @param addressRequestsPerSecond how often one IPv4 address, or one /64 of IPv6, may ask one node, with a burst of twice as
///     many; 1 to 1,000,000, or 0 for no limit
/// @param explain whether `POST /auth/explain` says what decides about a token
/// @param tokenLeeway how far the clock of whoever issues tokens may be from ours; whole seconds, 0 to 5 minutes
/// @param jwksRefresh how old keys may become that are read from a `token-jwks-url`; 1 second to 24 hours
/// @param maxBodyBytes the longest request body; 1,024 to 1,048,576
/// @param requestTimeout how long a request may take from its headers to the end of its response, after which its
///     connection is closed; 100 ms to 10 minutes
public record AuthConfig(List<String> allowedOrigins, String cookie, int requestsPerSecond,
        int addressRequestsPerSecond, boolean explain, Duration tokenLeeway, Duration jwksRefresh, int maxBodyBytes,
        Duration requestTimeout) {
    static final String ANY_ORIGIN = "*";

    private static final Pattern ORIGIN = Pattern.compile("[a-z][a-z0-9+.-]*://[a-z0-9._\\-\\[\\]:]+");
    /// A token of RFC 9110 §5.6.2, as RFC 6265 §4.1.1 has cookie names.
    private static final Pattern COOKIE = Pattern.compile("[A-Za-z0-9!#$%&'*+.^_`|~-]{0,128}");
    private static final int MAX_RATE = 1_000_000;
    private static final Duration MAX_LEEWAY = Duration.ofMinutes(5);
    private static final Duration MIN_REFRESH = Duration.ofSeconds(1);
    private static final Duration MAX_REFRESH = Duration.ofHours(24);
    private static final Duration MIN_REQUEST_TIMEOUT = Duration.ofMillis(100);
    private static final Duration MAX_REQUEST_TIMEOUT = Duration.ofMinutes(10);

    /// What runs unless something else is asked for.
    public static final AuthConfig DEFAULTS = new AuthConfig(List.of(), "", 50, 200, false, Duration.ofSeconds(10),
            Duration.ofMinutes(5), 65_536, Duration.ofSeconds(10));

    public AuthConfig {
        allowedOrigins = List.copyOf(allowedOrigins);
        for (String origin : allowedOrigins) {
            if (!origin.equals(ANY_ORIGIN) && !ORIGIN.matcher(origin).matches()) {
                throw new IllegalArgumentException("allowed-origins: expected scheme://host or scheme://host:port in"
                        + " lower case and without a path, or *, got " + origin);
            }
        }
        if (!COOKIE.matcher(cookie).matches()) {
            throw new IllegalArgumentException(
                    "cookie: expected the name of a cookie, up to 128 characters, got " + cookie);
        }
        requireRate("requests-per-second", requestsPerSecond);
        requireRate("address-requests-per-second", addressRequestsPerSecond);
        if (tokenLeeway.isNegative() || tokenLeeway.compareTo(MAX_LEEWAY) > 0
                || !tokenLeeway.equals(tokenLeeway.truncatedTo(ChronoUnit.SECONDS))) {
            throw new IllegalArgumentException("token-leeway: expected 0s to 5m in whole seconds, got " + tokenLeeway);
        }
        if (jwksRefresh.compareTo(MIN_REFRESH) < 0 || jwksRefresh.compareTo(MAX_REFRESH) > 0) {
            throw new IllegalArgumentException("jwks-refresh: expected 1s to 24h, got " + jwksRefresh);
        }
        if (maxBodyBytes < 1_024 || maxBodyBytes > 1_048_576) {
            throw new IllegalArgumentException("max-body-bytes: expected 1024 to 1048576, got " + maxBodyBytes);
        }
        if (requestTimeout.compareTo(MIN_REQUEST_TIMEOUT) < 0 || requestTimeout.compareTo(MAX_REQUEST_TIMEOUT) > 0) {
            throw new IllegalArgumentException("request-timeout: expected 100ms to 10m, got " + requestTimeout);
        }
    }

    private static void requireRate(String name, int value) {
        if (value < 0 || value > MAX_RATE) {
            throw new IllegalArgumentException(
                    name + ": expected 0, for no limit, to " + MAX_RATE + ", got " + value);
        }
    }

    /// These settings, with explanations on.
    public AuthConfig explaining() {
        return new AuthConfig(allowedOrigins, cookie, requestsPerSecond, addressRequestsPerSecond, true, tokenLeeway,
                jwksRefresh, maxBodyBytes, requestTimeout);
    }
}
