package dev.anemone.bench.plan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.URI;
import java.time.Duration;
import java.util.OptionalLong;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PlansTest {
    /// Each channel gets exactly its subscribers, no connection twice the same, and the work is spread.
    @ParameterizedTest
    @CsvSource({"12, 3, 4", "100, 3, 4", "5, 3, 4", "4, 3, 4", "1, 10, 1", "7, 1000, 7", "10, 0, 0"})
    void subscriptionsAreDealtEvenly(int connections, int channels, int subscribers) {
        var plan = new SwarmPlan(connections, channels, subscribers, false);
        var perChannel = new TreeMap<Integer, Integer>();
        for (int connection = 0; connection < connections; connection++) {
            int[] dealt = plan.channelsOf(connection);
            assertThat(dealt).doesNotHaveDuplicates().isSorted();
            assertThat(dealt.length).isBetween(channels * subscribers / connections,
                    (channels * subscribers + connections - 1) / connections);
            for (int channel : dealt) {
                perChannel.merge(channel, 1, Integer::sum);
            }
        }

        assertThat(perChannel).hasSize(channels);
        assertThat(perChannel.values()).allMatch(count -> count == subscribers);
    }

    @Test
    void moreSubscribersThanConnectionsAreRefused() {
        assertThatThrownBy(() -> new SwarmPlan(3, 1, 4, false)).hasMessageContaining("expected 0 to 3, got 4");
    }

    @Test
    void eventsAreDueAtFixedTimes() {
        var plan = RatePlan.of(3, 1, Duration.ZERO, Duration.ofSeconds(1));

        assertThat(plan.dueNanos(0)).isZero();
        assertThat(plan.dueNanos(1)).isEqualTo(333_333_333);
        assertThat(plan.dueNanos(3)).isEqualTo(1_000_000_000);
        assertThatThrownBy(() -> RatePlan.of(0, 1, Duration.ZERO, Duration.ofSeconds(1)))
                .hasMessageContaining("more than 0");
    }

    @Test
    void aServerMayHaveAPrefixAndTls() {
        var plain = Target.devApp(URI.create("ws://127.0.0.1:6001/prefix/"), OptionalLong.empty());
        assertThat(plain.path("/app/k")).isEqualTo("/prefix/app/k");
        assertThat(plain.secure()).isFalse();

        var secure = Target.devApp(URI.create("wss://localhost"), OptionalLong.empty());
        assertThat(secure.address().getPort()).isEqualTo(443);
        assertThat(secure.path("/app/k")).isEqualTo("/app/k");
        assertThatThrownBy(() -> Target.devApp(URI.create("ftp://x"), OptionalLong.empty()))
                .hasMessageContaining("got ftp://x");
    }
}
