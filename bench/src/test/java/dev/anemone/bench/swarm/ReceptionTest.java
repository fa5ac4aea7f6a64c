package dev.anemone.bench.swarm;

import static org.assertj.core.api.Assertions.assertThat;

import dev.anemone.bench.swarm.Reception.Arrival;
import java.util.BitSet;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class ReceptionTest {
    private final Reception reception = new Reception(new int[]{3, 7}, 2);

    @Test
    void everyKindOfArrivalIsToldApart() {
        assertThat(reception.arrived(7, 1, 1)).isEqualTo(Arrival.NEXT);
        assertThat(reception.arrived(7, 1, 3)).isEqualTo(Arrival.NEXT);
        assertThat(reception.lacks(7, 1, 2)).isTrue();
        assertThat(reception.arrived(7, 1, 2)).isEqualTo(Arrival.LATE);
        assertThat(reception.arrived(7, 1, 2)).isEqualTo(Arrival.AGAIN);
        assertThat(reception.lacks(7, 1, 4)).isTrue();
        assertThat(reception.lacks(7, 1, 3)).isFalse();
        assertThat(reception.arrived(4, 1, 1)).isEqualTo(Arrival.ASTRAY);
        assertThat(reception.lacks(4, 1, 1)).isFalse();
    }

    @Test
    void streamsDoNotMix() {
        assertThat(reception.arrived(3, 0, 1)).isEqualTo(Arrival.NEXT);
        assertThat(reception.arrived(3, 1, 1)).isEqualTo(Arrival.NEXT);
        assertThat(reception.arrived(7, 0, 1)).isEqualTo(Arrival.NEXT);
    }

    @Test
    void whatIsOlderThanItRemembersCountsAsSeen() {
        reception.arrived(3, 0, 65);

        assertThat(reception.arrived(3, 0, 2)).isEqualTo(Arrival.LATE);
        assertThat(reception.arrived(3, 0, 1)).isEqualTo(Arrival.AGAIN);
    }

    /// Against a set that remembers everything.
    @Test
    void itAgreesWithASetWhateverTheOrder() {
        var random = new SplittableRandom(42);
        var seen = new BitSet();
        int highest = 0;
        for (int i = 0; i < 100_000; i++) {
            int sequence = Math.max(1, highest - 60 + random.nextInt(130));
            if (highest - sequence >= 64) {
                continue;
            }
            Arrival expected = seen.get(sequence) ? Arrival.AGAIN : sequence > highest ? Arrival.NEXT : Arrival.LATE;

            assertThat(reception.arrived(3, 1, sequence)).isEqualTo(expected);
            seen.set(sequence);
            highest = Math.max(highest, sequence);
        }
    }
}
