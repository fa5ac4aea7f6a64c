package dev.anemone.gateway.hub;

import static org.assertj.core.api.Assertions.assertThat;

import dev.anemone.model.StreamPosition;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/// What those hear who are entering a channel.
class ShardEntryTest extends ShardTestbed {
    @Test
    void nothingOlderThanASubscriptionFollowsItsAcknowledgement() {
        var other = new Client();
        other.join(A);
        publish(A, "old");

        var client = new Client();
        Subscription subscription = client.enter(A);
        publish(A, "new");
        shard.activate(subscription, List.of(Frames.named("in a")), 0, StreamPosition.NONE);
        publish(A, "newer");

        assertThat(client.heard()).containsExactly("in a", "new", "newer");
        assertThat(other.events()).containsExactly("old", "new", "newer");
    }

    @Test
    void nothingOlderFollowsHoweverMuchIsWaiting() {
        var other = new Client();
        other.join(A);
        IntStream.range(0, 30_000).forEach(i -> publish(A, "old"));

        var client = new Client();
        client.join(A);
        publish(A, "new");

        assertThat(client.heard()).containsExactly("in a", "new");
        assertThat(other.events()).hasSize(30_001).endsWith("old", "new");
    }

    @Test
    void whatArrivesBeforeTheAcknowledgementIsHeldBehindIt() {
        var client = new Client();
        client.join(B);
        Subscription subscription = client.enter(A);

        publish(A, "a1");
        publish(B, "b1");
        publish(A, "a2");
        assertThat(client.heard()).containsExactly("in b", "b1");
        publish(A, "a3");

        shard.activate(subscription, List.of(Frames.named("in a")), 0, StreamPosition.NONE);
        publish(A, "a4");

        assertThat(client.heard()).containsExactly("in b", "b1", "in a", "a1", "a2", "a3", "a4");
        assertThat(delivered.sum()).as("held ones count when they are handed over").isEqualTo(5);
    }

    @Test
    void whoLeavesWhileHeldHearsNothing() {
        var client = new Client();
        Subscription subscription = client.enter(A);
        publish(A, "a1");
        loop.run();

        shard.unsubscribe(subscription);
        publish(A, "a2");

        assertThat(client.heard()).isEmpty();
        assertThat(delivered.sum()).isZero();
    }

    @Test
    void whatIsHeldIsBounded() {
        var client = new Client();
        client.enter(A);
        var other = new Client();
        other.join(A);
        publish(A, Frames.named("1", MAX_HELD_BYTES / 2), null);
        publish(A, Frames.named("2", MAX_HELD_BYTES / 2), null);
        loop.run();
        assertThat(client.subscriber.overflows()).isZero();

        publish(A, "one too many");
        publish(A, "and another");
        loop.run();

        assertThat(client.subscriber.overflows()).isEqualTo(1);
        assertThat(other.events()).containsExactly("1", "2", "one too many", "and another");
    }

    @Test
    void nothingIsHeldForWhoIsGone() {
        var client = new Client();
        Subscription subscription = client.enter(A);
        shard.deregister(client.registration);

        publish(A, Frames.named("large", 2 * MAX_HELD_BYTES), null);
        loop.run();

        assertThat(client.subscriber.overflows()).isZero();
        shard.unsubscribe(subscription);
        assertThat(client.heard()).isEmpty();
    }

    /// Redis came back empty, and its nodes write their members again.
    @Test
    void aMemberWhoWasThereBeforeIsToldToThoseAloneWhoseListIsNewer() {
        var before = new Client();
        var beforeElsewhereToo = new Client();
        beforeElsewhereToo.join(B);
        var since = new Client();
        var held = new Client();
        shard.activate(before.enter(A), List.of(Frames.named("in a")), 7, StreamPosition.NONE);
        shard.activate(beforeElsewhereToo.enter(A), List.of(Frames.named("in a")), 9, StreamPosition.NONE);
        shard.activate(since.enter(A), List.of(Frames.named("in a")), 11, StreamPosition.NONE);
        Subscription waiting = held.enter(A);

        shard.offer(Delivery.members(A, Frames.named("ann, again"), null, 12, 10));
        change(A, "bob", 13, null);
        loop.run();
        shard.activate(waiting, List.of(Frames.named("in a")), 10, StreamPosition.NONE);

        assertThat(before.events()).containsExactly("bob");
        assertThat(beforeElsewhereToo.events()).containsExactly("bob");
        assertThat(since.events()).containsExactly("ann, again", "bob");
        assertThat(held.events()).containsExactly("ann, again", "bob");
    }

    @Test
    void changesOfMembersThatTheListShowsAreNotRepeated() {
        var client = new Client();
        var mixed = new Client();
        Subscription subscription = client.enter(A);
        mixed.join(B);
        Subscription second = mixed.enter(A);

        change(A, "v1", 1, null);
        change(A, "v2", 2, null);
        loop.run();
        publish(A, "event");
        shard.activate(subscription, List.of(Frames.named("in a")), 1, StreamPosition.NONE);
        shard.activate(second, List.of(Frames.named("in a")), 2, StreamPosition.NONE);
        change(A, "v2 again", 2, null);
        change(A, "v3", 3, null);

        assertThat(client.heard()).containsExactly("in a", "v2", "event", "v2 again", "v3");
        assertThat(mixed.heard()).containsExactly("in b", "in a", "event", "v3");
    }

    @Test
    void whatIsNoNewerThanTheEventThatWasShownIsSkippedInItsEpochAlone() {
        var client = new Client();
        Subscription subscription = client.enter(A);
        keep("old", "first", 6);
        keep("shown", "first", 7);
        loop.run();
        shard.activate(subscription, List.of(Frames.named("in a")), 0, new StreamPosition("first", 7, "shown"));

        keep("shown again", "first", 7);
        keep("next", "first", 8);
        keep("after a loss", "second", 1);
        publish(A, "not kept");

        assertThat(client.heard()).containsExactly("in a", "next", "after a loss", "not kept");
    }
}
