package dev.anemone.bench.swarm;

import static org.assertj.core.api.Assertions.assertThat;

import dev.anemone.bench.plan.BurstPlan;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class BurstLoadTest {
    private final List<Integer> sent = new ArrayList<>();
    private final BurstLoad load = new BurstLoad(
            new BurstPlan(2, 2, 64, Duration.ZERO, Duration.ofSeconds(1), 0), (publisher, batch, _, _) -> {
                sent.add(publisher);
                return batch;
            }, () -> 5);

    @Test
    void theNextBurstWaitsForTheAnswerAndForEveryDelivery() {
        load.turn(5);
        assertThat(sent).containsExactly(0, 1);

        load.landed(0);
        load.landed(0);
        assertThat(sent).hasSize(2);
        load.answered(0);
        assertThat(sent).containsExactly(0, 1, 0);

        load.answered(1);
        load.landed(1);
        assertThat(sent).hasSize(3);
        load.landed(1);
        assertThat(sent).containsExactly(0, 1, 0, 1);
    }

    @Test
    void nothingIsBegunAfterTheStop() {
        load.turn(5);
        load.stop();
        load.answered(0);
        load.landed(0);
        load.landed(0);

        assertThat(sent).hasSize(2);
        assertThat(load.sent()).isTrue();
    }
}
