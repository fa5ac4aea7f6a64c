package dev.anemone.server;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.time.ZoneOffset;
import java.util.Locale;
import java.util.logging.Formatter;
import java.util.logging.Level;
import java.util.logging.LogRecord;

/// `2026-01-31T12:00:00.123Z INFO gateway.session: Session closed code=4201 app=7`. Line breaks within the message are
/// escaped. Only an error that carries its cause takes more lines: the stack trace.
final class OneLineFormatter extends Formatter {
    private static final String OURS = "dev.anemone.";

    @Override
    public String format(LogRecord record) {
        String name = String.valueOf(record.getLoggerName());
        var line = new StringBuilder(128)
                .append(String.format(Locale.ROOT, "%1$tFT%1$tT.%1$tLZ",
                        record.getInstant().atOffset(ZoneOffset.UTC)))
                .append(' ')
                .append(level(record.getLevel()))
                .append(' ')
                .append(name.startsWith(OURS) ? name.substring(OURS.length()) : name)
                .append(": ")
                .append(onOneLine(formatMessage(record)));
        Throwable cause = record.getThrown();
        if (cause == null) {
            return line.append('\n').toString();
        }
        if (record.getLevel().intValue() < Level.SEVERE.intValue()) {
            return line.append(" cause=\"").append(onOneLine(cause.toString())).append("\"\n").toString();
        }
        var trace = new StringWriter();
        cause.printStackTrace(new PrintWriter(trace, true));
        return line.append('\n').append(trace).toString();
    }

    private static String onOneLine(String text) {
        return text.replace("\r", "\\r").replace("\n", "\\n");
    }

    /// The words of [System.Logger.Level], which the rest of the code uses.
    private static String level(Level level) {
        int value = level.intValue();
        if (value >= Level.SEVERE.intValue()) {
            return "ERROR";
        }
        if (value >= Level.WARNING.intValue()) {
            return "WARNING";
        }
        return value >= Level.INFO.intValue() ? "INFO" : value >= Level.FINE.intValue() ? "DEBUG" : "TRACE";
    }
}
