package dev.anemone.bench;

import java.time.Duration;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// Reads options of the command line, by their names without dashes.
final class Given {
    private static final Pattern DURATION = Pattern.compile("([0-9]{1,9})(ms|s|m|h)");
    private static final Duration DURATION_DEFAULT = Duration.ofSeconds(10);
    private static final Duration WARM_UP_DEFAULT = Duration.ofSeconds(3);

    private Given() {}

    static Duration warmUp(Map<String, String> given) {
        return duration(given, "warm-up", WARM_UP_DEFAULT);
    }

    static Duration duration(Map<String, String> given) {
        return duration(given, "duration", DURATION_DEFAULT);
    }

    static int number(Map<String, String> given, String name, int otherwise) {
        @Nullable
        String text = given.get(name);
        if (text == null) {
            return otherwise;
        }
        if (!text.matches("[0-9]{1,9}")) {
            throw new BadOptionException("--" + name + ": expected a number, got " + text);
        }
        return Integer.parseInt(text);
    }

    private static Duration duration(Map<String, String> given, String name, Duration otherwise) {
        @Nullable
        String text = given.get(name);
        if (text == null) {
            return otherwise;
        }
        Matcher parts = DURATION.matcher(text);
        if (!parts.matches()) {
            throw new BadOptionException("--" + name + ": expected a duration like 500ms, 10s or 5m, got " + text);
        }
        long amount = Long.parseLong(parts.group(1));
        return switch (parts.group(2)) {
            case "ms" -> Duration.ofMillis(amount);
            case "s" -> Duration.ofSeconds(amount);
            case "m" -> Duration.ofMinutes(amount);
            default -> Duration.ofHours(amount);
        };
    }
}
