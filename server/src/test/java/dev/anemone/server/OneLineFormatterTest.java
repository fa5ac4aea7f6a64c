package dev.anemone.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import org.junit.jupiter.api.Test;

class OneLineFormatterTest {
    private static LogRecord record(Level level, String message) {
        var record = new LogRecord(level, message);
        record.setLoggerName("dev.anemone.gateway.session.Session");
        record.setInstant(Instant.parse("2026-01-31T12:00:00.123456Z"));
        return record;
    }

    private static String format(LogRecord record) {
        return new OneLineFormatter().format(record);
    }

    @Test
    void aRecordIsOneLine() {
        assertThat(format(record(Level.INFO, "Session closed code=4201")))
                .isEqualTo("2026-01-31T12:00:00.123Z INFO gateway.session.Session: Session closed code=4201\n");
    }

    @Test
    void lineBreaksCannotForgeARecord() {
        assertThat(format(record(Level.WARNING, "a\r\n2026-01-31T12:00:00.123Z INFO forged")))
                .isEqualTo("2026-01-31T12:00:00.123Z WARNING gateway.session.Session: a\\r\\n2026-01-31T12:00:00.123Z "
                        + "INFO forged\n");
    }

    @Test
    void aCauseStaysOnTheLine() {
        LogRecord record = record(Level.WARNING, "Lost Redis");
        record.setThrown(new IllegalStateException("no\nanswer"));

        assertThat(format(record))
                .endsWith(": Lost Redis cause=\"java.lang.IllegalStateException: no\\nanswer\"\n").hasLineCount(1);
    }

    @Test
    void anErrorBringsItsTrace() {
        LogRecord record = record(Level.SEVERE, "We are wrong");
        record.setThrown(new IllegalStateException("state"));

        assertThat(format(record)).startsWith("2026-01-31T12:00:00.123Z ERROR gateway.session.Session: We are wrong\n"
                + "java.lang.IllegalStateException: state\n\tat dev.anemone.server.OneLineFormatterTest.");
    }

    @Test
    void othersKeepTheirFullName() {
        LogRecord record = record(Level.FINE, "m");
        record.setLoggerName("org.xnio");

        assertThat(format(record)).isEqualTo("2026-01-31T12:00:00.123Z DEBUG org.xnio: m\n");
    }
}
