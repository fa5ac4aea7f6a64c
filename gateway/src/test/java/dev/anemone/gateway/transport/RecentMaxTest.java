package dev.anemone.gateway.transport;

import static dev.anemone.gateway.transport.RecentMax.WINDOW_NANOS;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/// A clock that the test moves; it need not begin at 0.
class RecentMaxTest {
    private static final long START = -5;

    private final RecentMax recent = new RecentMax(START);

    @Test
    void nothingWasNoted() {
        assertThat(recent.most(START)).isZero();
    }

    @Test
    void theLargestCounts() {
        recent.note(START, 3);
        recent.note(START + 1, 7);
        recent.note(START + 2, 5);

        assertThat(recent.most(START + 3)).isEqualTo(7);
    }

    @Test
    void itIsKnownForAWindowAtLeast() {
        recent.note(START + WINDOW_NANOS - 1, 7);
        recent.note(START + WINDOW_NANOS, 2);

        assertThat(recent.most(START + 2 * WINDOW_NANOS - 1)).isEqualTo(7);
    }

    @Test
    void itIsForgottenAfterTwo() {
        recent.note(START, 7);
        recent.note(START + WINDOW_NANOS, 2);

        assertThat(recent.most(START + 2 * WINDOW_NANOS)).isEqualTo(2);
        assertThat(recent.most(START + 3 * WINDOW_NANOS)).isZero();
    }

    @Test
    void aLongSilenceForgetsAll() {
        recent.note(START, 7);

        assertThat(recent.most(START + 9 * WINDOW_NANOS)).isZero();
    }
}
