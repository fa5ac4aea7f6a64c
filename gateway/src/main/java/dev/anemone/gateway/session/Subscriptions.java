package dev.anemone.gateway.session;

import dev.anemone.gateway.hub.Registration;
import dev.anemone.gateway.hub.Subscription;
import dev.anemone.gateway.protocol.ClientMessage.ReadHistory;
import dev.anemone.gateway.protocol.ClientMessage.Subscribe;
import dev.anemone.gateway.protocol.CloseCode;
import dev.anemone.gateway.protocol.Frame;
import dev.anemone.gateway.protocol.HistoryPage;
import dev.anemone.gateway.protocol.MessageEncoder;
import dev.anemone.gateway.session.SubscriptionPolicy.Decision.Allowed;
import dev.anemone.model.ChannelKey;
import dev.anemone.model.ChannelName;
import dev.anemone.model.HistoryRule;
import dev.anemone.model.LifecycleEvent.CacheMissed;
import dev.anemone.model.Member;
import dev.anemone.model.Publication;
import dev.anemone.model.StreamPosition;
import dev.anemone.store.History;
import dev.anemone.store.Presence.Joined;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// One session's channels. Confined to its connection's thread.
///
/// A subscription is shown to the client only when it has taken effect: the channel flows to this node, and on presence
/// channels the member is in. What arrives in between is held by the shard and follows the acknowledgement.
final class Subscriptions {
    /// Whose subscriptions they are.
    interface Owner {
        /// The client has entered a channel that needs authorization.
        void authorized();
    }

    /// A channel that is being entered.
    ///
    /// @param request what the client asks for
    /// @param heard how many revocations were known when it was allowed
    private record Entry(ChannelKey key, Subscribe request, Allowed allowed, long heard) {
        @Nullable
        Member member() {
            return allowed.member();
        }
    }

    private final Tenant tenant;
    private final Connection connection;
    private final SessionContext context;
    private final Places places;
    private final Registration registration;
    private final StepQueue steps;
    private final Owner owner;
    /// Channels that are being entered.
    private int entering;

    Subscriptions(Tenant tenant, Connection connection, SessionContext context, StepQueue steps, Owner owner) {
        this.owner = owner;
        this.tenant = tenant;
        this.connection = connection;
        this.context = context;
        this.places = new Places(connection, context);
        this.registration = context.shard().register(connection, places);
        this.steps = steps;
    }

    /// @param signedIn the user of the connection; `null` if nobody has signed in on it
    /// @param bearer the token of the connection; `null` if it has none
    void subscribe(Subscribe request, @Nullable Member signedIn, @Nullable Bearer bearer) {
        long heard = context.holders().heard();
        switch (SubscriptionPolicy.decide(tenant.app(), connection.socketId(), signedIn, bearer,
                context.clock().instant(), request)) {
            case Allowed allowed -> {
                var key = new ChannelKey(tenant.app().id(), request.channel());
                steps.submit(request.channel().value(), () -> enter(new Entry(key, request, allowed, heard)));
            }
            case SubscriptionPolicy.Decision.Refused(var refusal) -> refuse(request.channel().value(), refusal);
        }
    }

    /// Tells the client, when it is this request's turn to be answered, that it is not subscribed, and why.
    void refuse(String channel, Refusal refusal) {
        steps.submit(channel, () -> now(() -> answer(channel, refusal)));
    }

    private void answer(String channel, Refusal refusal) {
        if (context.config().subscriptionErrors()) {
            connection.send(MessageEncoder.subscriptionError(channel, refusal.type(), refusal.error(),
                    refusal.status()));
        }
        connection.send(MessageEncoder.error(refusal.message()));
    }

    void unsubscribe(ChannelName channel) {
        inOrder(channel, () -> {
            if (!places.leave(channel)) {
                connection.send(MessageEncoder.error(
                        "No current subscription to channel " + channel + ", or subscription in progress"));
            }
        });
    }

    /// Runs `action` once everything the client asked before about `channel` has taken effect: mostly at once.
    void inOrder(ChannelName channel, Runnable action) {
        steps.after(channel.value(), action);
    }

    /// The channels that the client is in.
    Places places() {
        return places;
    }

    /// Leaves every channel, and those still being entered as soon as they are.
    void closed() {
        places.leaveAll();
        context.shard().deregister(registration);
    }

    /// Begins to enter. The stage yields what to do when it is this request's turn to be answered.
    private CompletionStage<Runnable> enter(Entry entry) {
        ChannelKey key = entry.key;
        ChannelName channel = key.channel();
        if (places.contains(channel)) {
            return now(() -> connection.send(MessageEncoder.error("Existing subscription to channel " + channel)));
        }
        if (places.size() + entering >= context.config().maxSubscriptionsPerConnection()) {
            return now(() -> answer(channel.value(), Refusal.overLimit("Too many subscriptions: at most "
                    + context.config().maxSubscriptionsPerConnection() + " per connection")));
        }
        entering++;
        CompletableFuture<Void> flowing = context.hub().hold(key, context.shard()).toCompletableFuture();
        CompletionStage<Runnable> entered;
        if (entry.member() == null && !channel.kind().keepsLastEvent() && entry.request.since() == null) {
            entered = flowing.thenApply(_ -> () -> enterPlain(entry));
        } else if (flowing.isDone()) {
            entered = flowing.thenCompose(_ -> listenFirst(entry));
        } else {
            entered = flowing.thenComposeAsync(_ -> listenFirst(entry), context.shard().loop()::execute);
        }
        return entered.exceptionally(failure -> () -> failed(key, failure)).thenApply(outcome -> () -> {
            entering--;
            outcome.run();
        });
    }

    private void enterPlain(Entry entry) {
        if (registration.gone() || takenBack(entry)) {
            context.hub().release(entry.key, context.shard());
            return;
        }
        confirm(context.shard().subscribe(registration, entry.key), entry, List.of(succeeded(entry)), 0,
                StreamPosition.NONE);
    }

    private static Frame succeeded(Entry entry) {
        ChannelName channel = entry.key.channel();
        String secret = entry.allowed.sharedSecret();
        return secret == null
                ? MessageEncoder.subscriptionSucceeded(channel)
                : MessageEncoder.subscriptionSucceeded(channel, secret);
    }

    /// Whether what let the client in was taken back while it was entering; it knows then.
    private boolean takenBack(Entry entry) {
        return switch (entry.allowed.grant()) {
            case Grant.Open _ -> false;
            case Grant.Signed(var taken) -> {
                boolean revoked = entry.heard != context.holders().heard()
                        && places.revoked(entry.key, entry.member(), taken);
                if (revoked) {
                    Places.takeBackLater(connection, context.shard().loop());
                }
                yield revoked;
            }
            case Bearer bearer -> switch (bearer.decide(entry.key.channel())) {
                case Allowed _ -> false;
                case SubscriptionPolicy.Decision.Refused(var refusal) -> {
                    answer(entry.key.channel().value(), refusal);
                    yield true;
                }
            };
        };
    }

    /// Listens, and only then joins and asks for what came before, so that nothing falls between what they return and what
    /// the channel brings.
    private CompletionStage<Runnable> listenFirst(Entry entry) {
        ChannelKey key = entry.key;
        Member member = entry.member();
        if (registration.gone()) {
            return now(() -> context.hub().release(key, context.shard()));
        }
        Subscription subscription = context.shard().subscribe(registration, key);
        CompletionStage<Joined> joining = member == null
                ? CompletableFuture.completedStage(new Joined.In(List.of(), 0))
                : context.store().presence().join(key, connection.socketId(), member,
                        tenant.app().limits().maxPresenceMembers());
        return joining
                .thenCompose(joined -> before(key, entry.request, joined)
                        .<Runnable>thenApply(before -> () -> joined(subscription, entry, joined, before)))
                .exceptionally(failure -> () -> notJoined(subscription, member, failure));
    }

    /// What to send right behind the acknowledgement.
    ///
    /// @param shown up to which place that is all
    /// @param place up to which place the subscriber knows everything by the acknowledgement alone; [StreamPosition#NONE] if
    ///     it does not ask, or what follows tells
    /// @param whole whether nothing is missing since the place that the subscriber named
    private record Before(List<Frame> frames, StreamPosition shown, StreamPosition place, boolean whole) {
        static final Before NONE = Before.last(List.of(), StreamPosition.NONE);

        /// What a subscriber hears first that named no place.
        static Before last(List<Frame> frames, StreamPosition shown) {
            return new Before(frames, shown, StreamPosition.NONE, false);
        }
    }

    private CompletionStage<Before> before(ChannelKey key, Subscribe request, Joined joined) {
        if (joined instanceof Joined.Full) {
            return CompletableFuture.completedStage(Before.NONE);
        }
        var recovery = new Recovery(tenant::app, context.store().history(), context.config().maxOutboxBytes() / 2);
        return recovery.start(key, request).thenCompose(start -> !key.channel().kind().keepsLastEvent() || start.whole()
                ? CompletableFuture.completedStage(before(start, List.of()))
                : lastEvent(key).thenApply(last -> behind(start, last)));
    }

    /// The last event behind what was missed. One that is later than what was asked for is on its way through the channel,
    /// with all that stands between.
    private Before behind(Recovery.Start start, Before last) {
        if (start.place().equals(StreamPosition.NONE)) {
            return last;
        }
        boolean known = last.shown.equals(StreamPosition.NONE) || (last.shown.epoch().equals(start.place().epoch())
                && last.shown.offset() <= start.place().offset());
        return before(start, known ? last.frames : List.of());
    }

    private Before before(Recovery.Start start, List<Frame> last) {
        List<Frame> first = start.whole() || !connection.seesAcknowledgements() ? start.frames() : List.of();
        return new Before(Stream.concat(first.stream(), last.stream()).toList(), start.place(),
                first.isEmpty() ? start.place() : StreamPosition.NONE, start.whole());
    }

    private CompletionStage<Before> lastEvent(ChannelKey key) {
        return context.store().cacheChannels().last(key).thenApply(last -> last
                .map(event -> Before.last(
                        List.of(MessageEncoder.publication(new Publication(key, event.event(), event.data()))),
                        event.position()))
                .orElseGet(() -> missed(key)));
    }

    private Before missed(ChannelKey key) {
        context.store().lifecycleLog().append(new CacheMissed(key));
        return Before.last(List.of(MessageEncoder.cacheMiss(key.channel())), StreamPosition.NONE);
    }

    private void joined(Subscription subscription, Entry entry, Joined outcome, Before before) {
        ChannelKey key = entry.key;
        Member member = entry.member();
        switch (outcome) {
            case Joined.In(List<Member> members, long version) -> {
                if (registration.gone() || takenBack(entry)) {
                    leavePresence(key, member);
                    withdraw(subscription);
                    return;
                }
                var first = new ArrayList<Frame>(2);
                Frame succeeded = member == null
                        ? succeeded(entry)
                        : MessageEncoder.subscriptionSucceeded(key.channel(), members);
                first.add(MessageEncoder.at(before.place, entry.request.since() == null
                        ? succeeded
                        : MessageEncoder.placed(succeeded, before.shown, recovered(entry.request, before))));
                first.addAll(before.frames);
                confirm(subscription, entry, first, version, before.shown);
            }
            case Joined.Full(int max) -> {
                withdraw(subscription);
                answer(key.channel().value(),
                        Refusal.overLimit(
                                "Presence channel " + key.channel() + " is full: it has " + max + " members"));
            }
        }
    }

    /// Whether the client has, with what follows, all that it missed; `null` if it did not name where it was.
    private static @Nullable Boolean recovered(Subscribe request, Before before) {
        StreamPosition since = request.since();
        boolean asked = since != null && !since.equals(StreamPosition.NONE);
        return asked ? Boolean.valueOf(before.whole) : null;
    }

    /// Answers with a page of a channel's history, in its turn: after the client's earlier requests about the channel.
    void read(ReadHistory request) {
        steps.submit(request.channel().value(), () -> page(request));
    }

    private CompletionStage<Runnable> page(ReadHistory request) {
        ChannelName channel = request.channel();
        HistoryRule rule = tenant.app().history().of(channel);
        if (!places.contains(channel)) {
            return now(() -> refuse(request, "not_subscribed"));
        }
        if (!places.mayRead(channel)) {
            return now(() -> refuse(request, "history_not_allowed"));
        }
        if (!rule.on()) {
            return now(() -> refuse(request, "history_disabled"));
        }
        var query = new History.Query(StreamPosition.NONE, request.before(), request.limit(), true, rule.ttl());
        return context.store().history().read(new ChannelKey(tenant.app().id(), channel), query)
                .<Runnable>thenApply(
                        page -> () -> connection
                                .send(MessageEncoder.historyPage(channel, request.ref(), shown(page))))
                .exceptionally(_ -> () -> refuse(request, "unavailable"));
    }

    private static HistoryPage shown(History.Page page) {
        return new HistoryPage(
                page.entries().stream().map(each -> new HistoryPage.Event(each.publication(), each.published()))
                        .toList(),
                page.more(), page.complete());
    }

    private void refuse(ReadHistory request, String code) {
        connection.send(MessageEncoder.historyRefused(request.channel().value(), request.ref(), code));
    }

    private void leavePresence(ChannelKey key, @Nullable Member member) {
        if (member != null) {
            context.store().presence().leave(key, connection.socketId());
        }
    }

    /// The join may have taken effect although it was not confirmed.
    private void notJoined(Subscription subscription, @Nullable Member member, Throwable failure) {
        leavePresence(subscription.channel(), member);
        withdraw(subscription);
        unconfirmed(StoreFailures.describe(failure));
    }

    private void failed(ChannelKey key, Throwable failure) {
        context.hub().release(key, context.shard());
        unconfirmed(StoreFailures.describe(failure));
    }

    private void confirm(Subscription subscription, Entry entry, List<Frame> first, long version,
            StreamPosition shown) {
        places.add(subscription, entry.member(), entry.allowed.grant());
        context.shard().activate(subscription, first, version, shown);
        if (entry.key.channel().kind().needsAuth()) {
            owner.authorized();
        }
    }

    private void withdraw(Subscription subscription) {
        context.shard().unsubscribe(subscription);
        context.hub().release(subscription.channel(), context.shard());
    }

    /// The client cannot be told "try this channel again", only "come back later".
    void unconfirmed(String reason) {
        connection.close(CloseCode.OVER_CAPACITY, "A subscription could not be confirmed: " + reason);
    }

    private static CompletionStage<Runnable> now(Runnable outcome) {
        return CompletableFuture.completedStage(outcome);
    }
}
