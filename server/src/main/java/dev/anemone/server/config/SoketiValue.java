package dev.anemone.server.config;

import dev.anemone.server.config.Setting.Text;
import java.math.BigDecimal;
import java.math.RoundingMode;

/// How soketi writes a value, turned into how we do.
enum SoketiValue {
    /// The same as ours.
    SAME,
    /// A file; empty for none.
    FILE,
    /// `true` or `false`, or 1 or 0 as databases have it.
    FLAG,
    /// A number; below zero for no limit.
    LIMIT,
    /// Events per second of one connection, which are never without a limit here; below zero for the most there is.
    RATE,
    /// A number of milliseconds.
    MILLISECONDS,
    /// A number of seconds.
    SECONDS,
    /// A number of kilobytes of 1,024 bytes, perhaps with a fraction.
    KILOBYTES,
    /// Webhooks, as a list or in JSON.
    WEBHOOKS;

    private static final String HIGHEST_RATE = "1000000";

    /// The setting that `written` stands for; [Setting.Absent] if that is what holds anyhow. What is no value of this kind
    /// is left for [RecordBinder] to refuse.
    Setting read(Setting said) {
        if (this == WEBHOOKS) {
            return SoketiWebhooks.translate(said);
        }
        return said instanceof Text written ? read(written) : said;
    }

    private Setting read(Text written) {
        String value = written.value().strip();
        return switch (this) {
            case SAME, WEBHOOKS -> written;
            case FILE -> value.isEmpty() ? new Setting.Absent(written.origin()) : written;
            case FLAG -> switch (value) {
                case "1" -> new Text("true", written.origin());
                case "0" -> new Text("false", written.origin());
                default -> written;
            };
            case LIMIT -> value.startsWith("-") ? new Setting.Absent(written.origin()) : written;
            case RATE -> value.startsWith("-") ? new Text(HIGHEST_RATE, written.origin()) : written;
            case MILLISECONDS -> new Text(value + "ms", written.origin());
            case SECONDS -> new Text(value + "s", written.origin());
            case KILOBYTES -> new Text(bytes(value), written.origin());
        };
    }

    private static String bytes(String kilobytes) {
        try {
            return new BigDecimal(kilobytes).multiply(BigDecimal.valueOf(1_024)).setScale(0, RoundingMode.DOWN)
                    .toPlainString();
        } catch (NumberFormatException _) {
            return kilobytes;
        }
    }
}
