package dev.anemone.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/// What every [ConnectionCounts] promises.
public abstract class ConnectionCountsContract extends StoreContract {
    /// One flush interval, and what a busy machine takes for the way to the store and back.
    private static final Duration KNOWN_WITHIN = Duration.ofMillis(600);

    private static void awaitElsewhere(Store node, int connections) {
        await().atMost(KNOWN_WITHIN).pollInterval(Duration.ofMillis(5))
                .untilAsserted(() -> assertThat(node.connections().elsewhere(APP)).isEqualTo(connections));
    }

    @Test
    void whatOneNodeHasTheOthersKnow() {
        Store one = node();
        Store two = node();
        Store three = node();

        one.connections().report(APP, 3);
        two.connections().report(APP, 4);

        awaitElsewhere(one, 4);
        awaitElsewhere(two, 3);
        awaitElsewhere(three, 7);
        assertThat(three.connections().elsewhere(OTHER_APP)).isZero();
    }

    @Test
    void aReportReplacesTheOneBefore() {
        Store one = node();
        Store two = node();
        one.connections().report(APP, 3);
        awaitElsewhere(two, 3);

        one.connections().report(APP, 5);
        one.connections().report(APP, 2);

        awaitElsewhere(two, 2);
        one.connections().report(APP, 0);
        awaitElsewhere(two, 0);
    }

    @Test
    void aNodeThatComesLaterKnowsWhatTheOthersHave() {
        Store one = node();
        one.connections().report(APP, 3);
        awaitElsewhere(node(), 3);
        one.connections().report(OTHER_APP, 1);

        awaitElsewhere(node(), 3);
    }

    @Test
    void aNodeThatStopsHasNoneAnyMore() {
        Store one = node();
        Store two = node();
        one.connections().report(APP, 3);
        awaitElsewhere(two, 3);

        one.close();

        awaitElsewhere(two, 0);
    }

    @Test
    void lessThanNoneIsRefused() {
        ConnectionCounts connections = node().connections();

        assertThatIllegalArgumentException().isThrownBy(() -> connections.report(APP, -1))
                .withMessageContaining("got -1");
    }

    @Test
    void afterAnyHistoryEachNodeKnowsTheSumOfTheOthers() {
        Store[] nodes = {node(), node(), node()};
        int[] counts = new int[3];
        var random = new SplittableRandom(1);
        for (int i = 0; i < 2_000; i++) {
            int node = random.nextInt(3);
            counts[node] = random.nextInt(5);
            nodes[node].connections().report(APP, counts[node]);
        }

        awaitElsewhere(nodes[0], counts[1] + counts[2]);
        awaitElsewhere(nodes[1], counts[0] + counts[2]);
        awaitElsewhere(nodes[2], counts[0] + counts[1]);
    }
}
