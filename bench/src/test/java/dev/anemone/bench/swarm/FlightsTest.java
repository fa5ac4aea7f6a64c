package dev.anemone.bench.swarm;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class FlightsTest {
    private final Flights flights = new Flights(4);

    @Test
    void anEventIsUnderWayUntilItsLastSubscriberHasIt() {
        int event = flights.add(5, 1, 9, 100, 2);

        assertThat(flights.landed(event)).isFalse();
        assertThat(flights.isEmpty()).isFalse();
        assertThat(flights.landed(event)).isTrue();
        assertThat(flights.isEmpty()).isTrue();
        assertThat(flights.remembers(event)).isTrue();
        assertThat(flights.remembers(event + 1)).isFalse();
        assertThat(flights.remembers(-1)).isFalse();
    }

    @Test
    void itGrowsFromAnywhereAndForgetsNothingUnderWay() {
        for (int offset = 0; offset < 9; offset++) {
            var growing = new Flights(4);
            for (int i = 0; i < offset; i++) {
                growing.landed(growing.add(0, 0, 0, 0, 1));
            }
            int first = growing.next();
            for (int i = 0; i < 100; i++) {
                growing.add(i, i + 1, i + 2, i + 3, 1);
            }
            for (int i = 0; i < 100; i++) {
                int event = first + i;
                assertThat(growing.oldest()).isEqualTo(event);
                assertThat(growing.remembers(event)).isTrue();
                assertThat(growing.channel(event)).isEqualTo(i);
                assertThat(growing.publisher(event)).isEqualTo(i + 1);
                assertThat(growing.sequence(event)).isEqualTo(i + 2);
                assertThat(growing.sentNanos(event)).isEqualTo(i + 3);
                assertThat(growing.landed(event)).isTrue();
            }
            assertThat(growing.isEmpty()).isTrue();
        }
    }

    @Test
    void whatIsGivenUpIsNotAwaited() {
        int event = flights.add(0, 0, 1, 0, 3);
        flights.landed(event);

        assertThat(flights.giveUp(event)).isEqualTo(2);
        assertThat(flights.isEmpty()).isTrue();
        assertThat(flights.remaining(event)).isZero();
    }
}
