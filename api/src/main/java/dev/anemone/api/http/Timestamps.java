package dev.anemone.api.http;

import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;

/// How points in time are written: RFC 3339 §5.6, in UTC, to the millisecond.
public final class Timestamps {
    private static final DateTimeFormatter MILLIS = DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSS'Z'")
            .withZone(ZoneOffset.UTC);

    private Timestamps() {}

    /// For example `2026-01-31T23:59:59.999Z`.
    public static String of(Instant time) {
        return MILLIS.format(time);
    }
}
