package dev.anemone.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.awaitility.Awaitility.await;

import dev.anemone.model.App;
import dev.anemone.model.AppId;
import dev.anemone.model.AppKey;
import dev.anemone.model.ChannelKey;
import dev.anemone.model.ChannelName;
import dev.anemone.model.Credential;
import dev.anemone.model.EventData;
import dev.anemone.model.EventName;
import dev.anemone.model.LifecycleEvent;
import dev.anemone.model.LifecycleEvent.CacheMissed;
import dev.anemone.model.LifecycleEvent.ClientSent;
import dev.anemone.model.LifecycleEvent.CountChanged;
import dev.anemone.model.LifecycleEvent.MemberCame;
import dev.anemone.model.LifecycleEvent.MemberWent;
import dev.anemone.model.LifecycleEvent.Occupied;
import dev.anemone.model.LifecycleEvent.Vacated;
import dev.anemone.model.Member;
import dev.anemone.model.Retention;
import dev.anemone.model.SocketId;
import dev.anemone.model.UserId;
import dev.anemone.model.Webhook;
import dev.anemone.model.WebhookEvent;
import dev.anemone.store.LifecycleLog.Entry;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.Test;

/// What every [LifecycleLog] promises, and what its store appends by itself.
public abstract class LifecycleLogContract extends StoreContract {
    private static final ChannelKey CHAT = channel("chat");
    private static final ChannelKey ROOM = channel("presence-room");
    private static final UserId ANN = new UserId("ann");
    private static final UserId BOB = new UserId("bob");
    private static final Duration SHORT = Duration.ofMillis(50);
    private static final Duration LONG = Duration.ofMinutes(1); // Longer than any test takes.
    private static final int MAX_BYTES = WebhookRules.DEFAULTS.maxBytes();
    /// Something that is told at once: what was to be told of its channel before it has been told when this is.
    private static final LifecycleEvent MARK = mark(CHAT);

    /// A node like [#newNode], of a store with these rules. The first call of a test decides them.
    protected abstract Store newNode(WebhookRules rules);

    @Override
    protected final Store newNode() {
        return newNode(WebhookRules.DEFAULTS);
    }

    /// Two nodes of a store with these rules, with an app that wants to hear everything.
    private List<Store> twoNodes(WebhookRules rules) {
        List<Store> nodes = List.of(node(rules), node(rules));
        put(nodes.getFirst(), webhook(EnumSet.allOf(WebhookEvent.class)));
        await().until(() -> join(nodes.getLast().apps().byId(APP)).isPresent());
        return nodes;
    }

    private static WebhookRules grace(Duration grace) {
        return new WebhookRules(grace, 100, LONG, LONG, 10_000, 10_000, 10_000, LONG, MAX_BYTES);
    }

    private static WebhookRules pacing(int unpaced, Duration interval) {
        return new WebhookRules(LONG, unpaced, interval, LONG, 10_000, 10_000, 10_000, LONG, MAX_BYTES);
    }

    private static Webhook webhook(Set<WebhookEvent> events) {
        return new Webhook(URI.create("https://backend.example/"), events, "", "", true);
    }

    private static void put(Store node, Webhook... webhooks) {
        join(node.apps().put(app(APP).subscriptionCount(true).webhooks(List.of(webhooks)).build()));
    }

    private static App.Builder app(AppId id) {
        return App.builder(id, List.of(new Credential(new AppKey("key-" + id.value()), "secret")));
    }

    private static ClientSent sent(ChannelKey channel, String data) {
        return new ClientSent(channel, new EventName("client-typing"), EventData.ofString(data), new SocketId("1.1"),
                null);
    }

    private static CompletionStage<?> enter(Store node, String socket, UserId user) {
        return node.presence().join(ROOM, new SocketId(socket), new Member(user, Member.NO_INFO), 10);
    }

    private static CompletionStage<?> leave(Store node, String socket) {
        return node.presence().leave(ROOM, new SocketId(socket));
    }

    private static LifecycleEvent mark(ChannelKey channel) {
        return sent(channel, "mark");
    }

    private static void mark(Store node, ChannelKey... channels) {
        for (ChannelKey channel : channels) {
            join(node.lifecycleLog().append(mark(channel)));
        }
    }

    /// Reports, and returns when every other node has it.
    private static void report(Store node, ChannelKey channel, int subscriptions) {
        node.occupancy().report(channel, subscriptions);
        join(node.occupancy().subscriptions(List.of(channel)));
    }

    @Test
    void aChannelIsOccupiedOnceAndVacatedWhenItsLastSubscriptionEnds() {
        List<Store> nodes = twoNodes(grace(SHORT));
        RecordingReader reader = RecordingReader.on(nodes.get(1));
        ChannelKey uncounted = channel("presence-uncounted");

        report(nodes.get(0), uncounted, 1);
        report(nodes.get(1), uncounted, 2);
        report(nodes.get(0), uncounted, 0);
        report(nodes.get(1), uncounted, 0);

        reader.awaitExactly(new Occupied(uncounted), new Vacated(uncounted));
    }

    @Test
    void aChannelThatIsBackInTimeWasNeverVacant() {
        List<Store> nodes = twoNodes(grace(LONG));
        RecordingReader reader = RecordingReader.on(nodes.get(0));
        report(nodes.get(0), ROOM, 1);

        report(nodes.get(0), ROOM, 0);
        report(nodes.get(1), ROOM, 1);

        mark(nodes.get(0), ROOM);
        reader.awaitExactly(new Occupied(ROOM), mark(ROOM));
    }

    @Test
    void withoutGraceEverythingIsToldAtOnce() {
        List<Store> nodes = twoNodes(grace(Duration.ZERO));
        RecordingReader reader = RecordingReader.on(nodes.get(0));

        report(nodes.get(0), ROOM, 1);
        report(nodes.get(0), ROOM, 0);
        report(nodes.get(1), ROOM, 1);

        mark(nodes.get(0), ROOM);
        reader.awaitExactly(new Occupied(ROOM), new Vacated(ROOM), new Occupied(ROOM), mark(ROOM));
    }

    @Test
    void aMemberComesOnceWithTheFirstConnectionAndGoesWithTheLast() {
        List<Store> nodes = twoNodes(grace(SHORT));
        RecordingReader reader = RecordingReader.on(nodes.get(0));

        join(enter(nodes.get(0), "1.1", ANN));
        join(enter(nodes.get(1), "1.2", ANN));
        join(leave(nodes.get(0), "1.1"));
        join(leave(nodes.get(1), "1.2"));

        reader.awaitExactly(new MemberCame(ROOM, ANN), new MemberWent(ROOM, ANN));
    }

    @Test
    void aMemberWhoIsBackInTimeHasNeverGone() {
        List<Store> nodes = twoNodes(grace(LONG));
        RecordingReader reader = RecordingReader.on(nodes.get(0));
        join(enter(nodes.get(0), "1.1", ANN));

        join(leave(nodes.get(0), "1.1"));
        join(enter(nodes.get(1), "1.2", BOB));
        join(enter(nodes.get(1), "1.3", ANN));

        mark(nodes.get(0), ROOM);
        reader.awaitExactly(new MemberCame(ROOM, ANN), new MemberCame(ROOM, BOB), mark(ROOM));
    }

    @Test
    void everyChangeOfASmallCountIsTold() {
        List<Store> nodes = twoNodes(pacing(3, LONG));
        RecordingReader reader = RecordingReader.on(nodes.get(0));

        report(nodes.get(0), CHAT, 1);
        report(nodes.get(1), CHAT, 2);
        report(nodes.get(0), CHAT, 0);

        mark(nodes.get(0), CHAT);
        reader.awaitExactly(new Occupied(CHAT), new CountChanged(CHAT, 1), new CountChanged(CHAT, 3),
                new CountChanged(CHAT, 2), MARK);
    }

    @Test
    void aLargeCountIsToldOncePerInterval() {
        List<Store> nodes = twoNodes(pacing(1, SHORT));
        RecordingReader reader = RecordingReader.on(nodes.get(0));

        report(nodes.get(0), CHAT, 5);
        report(nodes.get(1), CHAT, 1);

        reader.awaitExactly(new Occupied(CHAT), new CountChanged(CHAT, 5), new CountChanged(CHAT, 6));
    }

    @Test
    void aLargeCountIsNotToldBeforeTheIntervalEnds() {
        List<Store> nodes = twoNodes(pacing(1, LONG));
        RecordingReader reader = RecordingReader.on(nodes.get(0));

        report(nodes.get(0), CHAT, 5);
        report(nodes.get(1), CHAT, 1);

        mark(nodes.get(0), CHAT);
        reader.awaitExactly(new Occupied(CHAT), new CountChanged(CHAT, 5), MARK);
    }

    @Test
    void countsAreToldOnlyWhereTheyAreKept() {
        List<Store> nodes = twoNodes(grace(LONG));
        RecordingReader reader = RecordingReader.on(nodes.get(0));
        report(nodes.get(0), ROOM, 1);
        join(nodes.get(0).apps().put(app(APP).subscriptionCount(false)
                .webhooks(List.of(webhook(EnumSet.allOf(WebhookEvent.class)))).build()));
        report(nodes.get(0), CHAT, 1);

        mark(nodes.get(0), ROOM, CHAT);
        reader.awaitExactly(new Occupied(ROOM), mark(ROOM), new Occupied(CHAT), MARK);
    }

    @Test
    void channelsOfOneUserAreNotTold() {
        List<Store> nodes = twoNodes(grace(Duration.ZERO));
        RecordingReader reader = RecordingReader.on(nodes.get(0));
        var toUser = new ChannelKey(APP, ChannelName.serverToUser(ANN));

        report(nodes.get(0), toUser, 1);
        report(nodes.get(0), toUser, 0);

        mark(nodes.get(0), toUser);
        reader.awaitExactly(mark(toUser));
    }

    @Test
    void aCacheMissIsToldOnceUntilTheChannelHasAnEvent() {
        List<Store> nodes = twoNodes(grace(LONG));
        RecordingReader reader = RecordingReader.on(nodes.get(0));
        ChannelKey cache = channel("cache-x");
        ChannelKey other = channel("cache-y");

        join(nodes.get(0).lifecycleLog().append(new CacheMissed(cache)));
        join(nodes.get(1).lifecycleLog().append(new CacheMissed(cache)));
        join(nodes.get(1).lifecycleLog().append(new CacheMissed(other)));
        join(nodes.get(0).broker().publish(List.of(publication(cache, "x").kept(Retention.NONE.asLast(SHORT)))));
        join(nodes.get(1).lifecycleLog().append(new CacheMissed(cache)));

        mark(nodes.get(0), cache, other);
        reader.awaitExactly(new CacheMissed(cache), new CacheMissed(other), new CacheMissed(cache), mark(cache),
                mark(other));
    }

    @Test
    void aCacheMissIsToldAgainAfterAWhile() {
        WebhookRules rules = new WebhookRules(LONG, 100, LONG, SHORT, 10_000, 10_000, 10_000, LONG, MAX_BYTES);
        List<Store> nodes = twoNodes(rules);
        RecordingReader reader = RecordingReader.on(nodes.get(0));

        await().untilAsserted(() -> {
            join(nodes.get(1).lifecycleLog().append(new CacheMissed(channel("cache-x"))));
            assertThat(reader.events()).hasSizeGreaterThan(1);
        });
    }

    @Test
    void onlyWhatSomeWebhookWantsIsTold() {
        Store node = node();
        put(node, new Webhook(URI.create("https://a.example/"), Set.of(WebhookEvent.CHANNEL_OCCUPIED), "ch", "", true),
                new Webhook(URI.create("https://b.example/"), Set.of(WebhookEvent.CLIENT_EVENT), "", "chat", true));
        RecordingReader reader = RecordingReader.on(node);

        for (String name : List.of("private-news", "private-chat", "chat", "chess")) {
            report(node, channel(name), 1);
            join(node.lifecycleLog().append(sent(channel(name), name)));
        }

        mark(node, CHAT);
        reader.awaitExactly(sent(channel("private-chat"), "private-chat"), new Occupied(CHAT), sent(CHAT, "chat"),
                new Occupied(channel("chess")), MARK);
    }

    @Test
    void appsWithoutWebhooksAreNotTold() {
        Store node = node();
        put(node, webhook(EnumSet.allOf(WebhookEvent.class)));
        join(node.apps().put(app(OTHER_APP).subscriptionCount(true).build()));
        RecordingReader reader = RecordingReader.on(node);
        for (AppId without : List.of(OTHER_APP, new AppId("unknown"))) {
            var channel = new ChannelKey(without, ROOM.channel());
            report(node, channel, 1);
            join(node.presence().join(channel, new SocketId("1.1"), new Member(ANN, Member.NO_INFO), 10));
            join(node.lifecycleLog().append(sent(channel, "x")));
            join(node.lifecycleLog().append(new CacheMissed(new ChannelKey(without, new ChannelName("cache-x")))));
        }

        mark(node, CHAT);
        reader.awaitExactly(MARK);
    }

    @Test
    void entriesSayWhenAndHaveAscendingIds() {
        Store node = twoNodes(grace(LONG)).getFirst();
        Instant before = Instant.now().minusSeconds(60); // The store's clock need not be this machine's.
        for (int i = 0; i < 20; i++) {
            join(node.lifecycleLog().append(sent(CHAT, "e" + i)));
        }

        List<Entry> entries = RecordingReader.on(node).await(20);

        assertThat(entries.stream().map(Entry::id)).isSorted().doesNotHaveDuplicates();
        assertThat(entries).allMatch(entry -> entry.at().isAfter(before));
        assertThat(entries.stream().map(Entry::event)).first().isEqualTo(sent(CHAT, "e0"));
    }

    @Test
    void aNodeHasOneReader() {
        Store node = node();
        RecordingReader.on(node);

        assertThatIllegalStateException().isThrownBy(() -> RecordingReader.on(node));
    }

    @Test
    void aReaderThatFailsGetsTheEntriesAgainUnderTheirIds() {
        Store node = twoNodes(grace(LONG)).getFirst();
        RecordingReader reader = RecordingReader.on(node)
                .answering(CompletableFuture.failedStage(new StoreUnavailableException("Not now.", null)));
        join(node.lifecycleLog().append(sent(CHAT, "one")));
        Entry first = reader.await(1).getFirst();

        reader.answering(CompletableFuture.completedStage(null));
        join(node.lifecycleLog().append(sent(CHAT, "two")));

        await().until(() -> reader.events().contains(sent(CHAT, "two")));
        List<Entry> entries = reader.entries();
        assertThat(entries.getLast().event()).isEqualTo(sent(CHAT, "two"));
        assertThat(entries.subList(0, entries.size() - 1)).hasSizeGreaterThan(1).containsOnly(first);
    }

    @Test
    void furtherEntriesComeBeforeEarlierOnesAreDealtWith() {
        Store node = twoNodes(WebhookRules.DEFAULTS).getFirst();
        RecordingReader reader = RecordingReader.on(node).answering(new CompletableFuture<>());
        mark(node, CHAT);
        reader.await(1);

        mark(node, CHAT);

        assertThat(reader.await(2)).hasSize(2);
    }

    @Test
    void whatAClosedNodeHasNotDealtWithIsReadByAnother() {
        List<Store> nodes = twoNodes(grace(LONG));
        RecordingReader stuck = RecordingReader.on(nodes.get(0)).answering(new CompletableFuture<>());
        join(nodes.get(1).lifecycleLog().append(sent(CHAT, "one")));
        join(nodes.get(1).lifecycleLog().append(sent(CHAT, "two")));
        List<Entry> taken = stuck.await(2);
        RecordingReader survivor = RecordingReader.on(nodes.get(1));

        nodes.get(0).close();

        assertThat(survivor.await(2)).isEqualTo(taken);
        assertThat(stuck.entries()).isEqualTo(taken);
    }

    @Test
    void beyondTheBoundTheOldestIsDroppedAndCounted() {
        Store node = twoNodes(new WebhookRules(LONG, 100, LONG, LONG, 3, 10, 10, LONG, MAX_BYTES)).getFirst();
        for (String data : List.of("one", "two", "three", "four", "five")) {
            join(node.lifecycleLog().append(sent(CHAT, data)));
        }

        assertThat(node.lifecycleLog().dropped()).isEqualTo(2);
        RecordingReader.on(node).awaitExactly(sent(CHAT, "three"), sent(CHAT, "four"), sent(CHAT, "five"));
    }

    @Test
    void competingReadersReadEverythingOnceAndEachChannelInOrder() {
        List<Store> nodes = twoNodes(grace(LONG));
        List<RecordingReader> readers = nodes.stream().map(RecordingReader::on).toList();
        int each = 500;

        Crowd.run(nodes.size(), number -> {
            for (int i = 0; i < each; i++) {
                join(nodes.get(number).lifecycleLog().append(sent(channel("chat-" + number), Integer.toString(i))));
            }
        });

        await().until(() -> readers.stream().mapToInt(reader -> reader.entries().size()).sum() >= nodes.size() * each);
        for (int number = 0; number < nodes.size(); number++) {
            ChannelKey channel = channel("chat-" + number);
            var read = new ArrayList<Entry>();
            for (RecordingReader reader : readers) {
                List<Entry> ofChannel = reader.entries().stream()
                        .filter(entry -> entry.event().channel().equals(channel)).toList();
                assertThat(ofChannel.stream().map(Entry::id)).isSorted();
                read.addAll(ofChannel);
            }
            read.sort((one, other) -> one.id().compareTo(other.id()));
            LifecycleEvent[] expected = new LifecycleEvent[each];
            Arrays.setAll(expected, i -> sent(channel, Integer.toString(i)));
            assertThat(read.stream().map(Entry::event)).containsExactly(expected);
        }
    }

    private Store node(WebhookRules rules) {
        return opened(newNode(rules));
    }
}
