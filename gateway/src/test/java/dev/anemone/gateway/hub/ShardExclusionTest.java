package dev.anemone.gateway.hub;

import static org.assertj.core.api.Assertions.assertThat;

import dev.anemone.gateway.protocol.FrameDeflater;
import dev.anemone.model.SocketId;
import dev.anemone.model.StreamPosition;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/// Who is left out of what.
class ShardExclusionTest extends ShardTestbed {
    @Test
    void thePublisherIsLeftOut() {
        var publisher = new Client();
        var mixedPublisher = new Client();
        var listener = new Client();
        publisher.join(A);
        mixedPublisher.join(A);
        mixedPublisher.join(B);
        listener.join(A);

        publish(A, "all 1");
        publish(A, Frames.named("not for the first"), publisher.subscriber.socketId());
        publish(A, Frames.named("not for the second"), mixedPublisher.subscriber.socketId());
        publish(A, Frames.named("for whoever is here"), new SocketId("9.9"));
        publish(A, "all 2");

        assertThat(publisher.events())
                .containsExactly("all 1", "not for the second", "for whoever is here", "all 2");
        assertThat(mixedPublisher.events())
                .containsExactly("all 1", "not for the first", "for whoever is here", "all 2");
        assertThat(listener.events()).containsExactly("all 1", "not for the first", "not for the second",
                "for whoever is here", "all 2");
        assertThat(delivered.sum()).isEqualTo(13);
    }

    @Test
    void manyPublishersOfOneTurnAreEachLeftOut() {
        var clients = IntStream.range(0, 20).mapToObj(_ -> new Client()).toList();
        clients.forEach(client -> client.join(A));
        for (int round = 0; round < 3; round++) {
            for (int i = clients.size() - 1; i >= 0; i--) {
                publish(A, Frames.named("by " + i), clients.get(i).subscriber.socketId());
            }
        }

        for (int i = 0; i < clients.size(); i++) {
            assertThat(clients.get(i).events()).hasSize(57).doesNotContain("by " + i);
        }
    }

    @Test
    void whoNegotiatedCompressionIsLeftOutAsOthersAre() {
        var deflater = new FrameDeflater(1_000);
        var compressed = new Client(new RecordingSubscriber("100.1", shard, deflater));
        var compressedToo = new Client(new RecordingSubscriber("100.2", shard, deflater));
        var plain = new Client();
        List.of(compressed, compressedToo, plain).forEach(client -> client.join(A));

        publish(A, Frames.named("for all", 5_000), null);
        publish(A, Frames.named("not for the first", 5_000), compressed.subscriber.socketId());
        publish(A, Frames.named("not for the plain one", 5_000), plain.subscriber.socketId());
        publish(A, "short");

        assertThat(compressed.events()).containsExactly("for all", "not for the plain one", "short");
        assertThat(compressedToo.events())
                .containsExactly("for all", "not for the first", "not for the plain one", "short");
        assertThat(plain.events()).containsExactly("for all", "not for the first", "short");
    }

    @Test
    void aPublisherThatHasLeftTheChannelIsNobody() {
        var gone = new Client();
        var other = new Client();
        shard.unsubscribe(gone.join(A));
        other.join(A);

        publish(A, Frames.named("m"), gone.subscriber.socketId());

        assertThat(other.events()).containsExactly("m");
        assertThat(gone.events()).isEmpty();
    }

    @Test
    void theMemberWhoJoinedDoesNotHearOfItself() {
        var joining = new Client();
        var other = new Client();
        other.join(A);
        Subscription subscription = joining.enter(A);

        change(A, "joined", 7, joining.subscriber.socketId());
        loop.run();
        shard.activate(subscription, List.of(Frames.named("in a")), 6, StreamPosition.NONE);
        change(A, "joined again", 8, joining.subscriber.socketId());

        assertThat(joining.heard()).containsExactly("in a");
        assertThat(other.events()).containsExactly("joined", "joined again");
    }

    @Test
    void whoeverLeavesIsLeftOutAndNobodyElse() {
        var clients = new ArrayList<Client>();
        var subscriptions = new ArrayList<Subscription>();
        for (int i = 0; i < 100; i++) {
            var client = new Client();
            clients.add(client);
            subscriptions.add(client.join(A));
        }
        var gone = new ArrayList<Client>();
        for (int step = 0; !clients.isEmpty(); step++) {
            int leaver = step * 37 % clients.size(); // First, last, and anywhere between.
            gone.add(clients.remove(leaver));
            shard.unsubscribe(subscriptions.remove(leaver));
            int counted = delivered.intValue();
            publish(A, "m" + step);
            loop.run();
            assertThat(delivered.sum() - counted).isEqualTo(clients.size());
        }
        for (int i = 0; i < gone.size(); i++) {
            assertThat(gone.get(i).events()).hasSize(i);
        }
    }
}
