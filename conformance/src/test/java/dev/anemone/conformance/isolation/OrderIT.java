package dev.anemone.conformance.isolation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.anemone.conformance.coverage.PC;
import dev.anemone.conformance.pusher.Message;
import dev.anemone.conformance.pusher.Publisher;
import dev.anemone.conformance.pusher.PusherConnection;
import dev.anemone.conformance.server.App;
import dev.anemone.conformance.server.Conformance;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;

@Conformance
class OrderIT {
    private static final int ROUNDS = 50;

    /// A client comes and goes while a publisher numbers its events. Each time it hears success first, then events without
    /// a gap, and after the unsubscribe, once a pong says that the server has read it, none.
    @Test
    @PC(250)
    void successComesBeforeEventsAndNoneComesAfterTheUnsubscribe(App app) {
        String channel = app.channel("busy-");
        PusherConnection client = app.connect();
        var done = new AtomicBoolean();
        CompletableFuture<Integer> publisher = CompletableFuture.supplyAsync(() -> publishNumbers(app, channel, done),
                Thread::startVirtualThread);

        int last = -1;
        for (int round = 0; round < ROUNDS; round++) {
            client.subscribe(channel);
            int first = number(client.expectEvent("e", channel));
            assertThat(first).isGreaterThan(last);
            assertThat(number(client.expectEvent("e", channel))).isEqualTo(first + 1);
            client.unsubscribe(channel);
            List<Message> rest = client.untilPong();
            for (int i = 0; i < rest.size(); i++) {
                assertThat(number(rest.get(i))).isEqualTo(first + 2 + i);
            }
            last = first + 1 + rest.size();
        }
        done.set(true);

        assertThat(publisher.join()).isGreaterThan(last);
    }

    private static int publishNumbers(App app, String channel, AtomicBoolean done) {
        int number = 0;
        try (Publisher publisher = app.rest().publisher()) {
            while (!done.get()) {
                publisher.publish(channel, "e", Integer.toString(number++));
            }
        }
        return number;
    }

    private static int number(Message message) {
        assertThat(message.event()).isEqualTo("e");
        return Integer.parseInt(message.data());
    }
}
