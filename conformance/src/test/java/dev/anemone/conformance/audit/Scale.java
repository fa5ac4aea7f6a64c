package dev.anemone.conformance.audit;

import java.time.Duration;

/// How large and how long a trial is.
///
/// @param pace how long each publisher waits between two events
/// @param before how long events flow before the fault
/// @param after how long they flow when it is over
/// @param freeze how long a node stands still
record Scale(int nodes, int channels, int publishers, Duration pace, Duration before, Duration after, Duration freeze) {
    /// As on every build: a node's lease, five seconds, is the measure of a freeze.
    private static final Scale SHORT = new Scale(2, 6, 2, Duration.ofMillis(20), Duration.ofMillis(500),
            Duration.ofMillis(500), Duration.ofSeconds(7));
    /// As `conformance/audit` has it.
    private static final Scale LONG = new Scale(3, 20, 4, Duration.ofMillis(20), Duration.ofSeconds(5),
            Duration.ofSeconds(5), Duration.ofSeconds(20));

    /// The short one, or with `-Daudit=long` the other.
    static Scale current() {
        return isLong() ? LONG : SHORT;
    }

    /// For the audit of order without any fault: as fast as the service answers, for a minute in the long version.
    static Scale ofOrder() {
        return new Scale(3, isLong() ? 20 : 6, 4, Duration.ZERO, Duration.ZERO, Duration.ofSeconds(isLong() ? 60 : 5),
                Duration.ZERO);
    }

    private static boolean isLong() {
        return "long".equals(System.getProperty("audit"));
    }
}
