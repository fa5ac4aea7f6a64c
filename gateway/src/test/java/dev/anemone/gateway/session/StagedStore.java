package dev.anemone.gateway.session;

import static org.assertj.core.api.Assertions.assertThat;

import dev.anemone.model.App;
import dev.anemone.model.AppId;
import dev.anemone.model.ChannelKey;
import dev.anemone.model.Member;
import dev.anemone.model.Publication;
import dev.anemone.model.SocketId;
import dev.anemone.model.UserId;
import dev.anemone.model.UserKey;
import dev.anemone.store.AppRegistry;
import dev.anemone.store.Broker;
import dev.anemone.store.CacheChannels;
import dev.anemone.store.ConnectionCounts;
import dev.anemone.store.History;
import dev.anemone.store.LifecycleLog;
import dev.anemone.store.Occupancy;
import dev.anemone.store.Presence;
import dev.anemone.store.PublishResult;
import dev.anemone.store.Revocations;
import dev.anemone.store.Store;
import dev.anemone.store.StoreUnavailableException;
import dev.anemone.store.Users;
import dev.anemone.store.WebhookQueue;
import dev.anemone.store.memory.MemoryStore;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;

/// A memory store as if it were far away: once the test says so, what it is asked takes effect and is answered only when
/// the test lets it, or fails. Requests are named `subscribe CHANNEL`, `join CHANNEL SOCKET`, `last CHANNEL`, `sign in USER`,
/// `watch [USER, …]`,
/// `publish EVENT`. Not thread-safe.
final class StagedStore implements Store {
    private final MemoryStore memory;
    private final Map<String, Request> waiting = new LinkedHashMap<>();
    private boolean far;
    private boolean broken;

    private record Request(Runnable answer, CompletableFuture<?> stage) {}

    StagedStore(App... apps) {
        memory = MemoryStore.create(List.of(apps));
    }

    /// From now on every answer waits.
    void moveAway() {
        far = true;
    }

    /// From now on the store says that it does not work.
    void breakDown() {
        broken = true;
    }

    /// What was asked and is not answered.
    Set<String> waiting() {
        return waiting.keySet();
    }

    /// Lets a request take effect, and answers it.
    void answer(String request) {
        take(request).answer.run();
    }

    /// Lets a request fail without effect.
    void fail(String request) {
        take(request).stage.completeExceptionally(new StoreUnavailableException("The store is gone.", null));
    }

    private Request take(String name) {
        return Objects.requireNonNull(waiting.remove(name), () -> name + " is not among " + waiting.keySet());
    }

    private <T> CompletionStage<T> ask(String name, Supplier<CompletionStage<T>> request) {
        if (!far) {
            return request.get();
        }
        var stage = new CompletableFuture<T>();
        var unused = waiting.put(name,
                new Request(() -> stage.complete(request.get().toCompletableFuture().join()), stage));
        assertThat(unused).as("two requests called " + name).isNull();
        return stage;
    }

    @Override
    public Broker broker() {
        return new Broker() {
            @Override
            public void listen(Broker.Listener listener) {
                memory.broker().listen(listener);
            }

            @Override
            public CompletionStage<PublishResult> publish(List<Publication> publications) {
                return ask("publish " + publications.getFirst().event(), () -> memory.broker().publish(publications));
            }

            @Override
            public Continuity continuity() {
                return memory.broker().continuity();
            }

            @Override
            public CompletionStage<Void> subscribe(ChannelKey channel) {
                return ask("subscribe " + channel.channel(), () -> memory.broker().subscribe(channel));
            }

            @Override
            public void unsubscribe(ChannelKey channel) {
                memory.broker().unsubscribe(channel);
            }
        };
    }

    @Override
    public History history() {
        return memory.history();
    }

    @Override
    public Presence presence() {
        return new Presence() {
            @Override
            public CompletionStage<Joined> join(ChannelKey channel, SocketId socket, Member member, int maxMembers) {
                return ask("join " + channel.channel() + " " + socket,
                        () -> memory.presence().join(channel, socket, member, maxMembers));
            }

            @Override
            public CompletionStage<Void> leave(ChannelKey channel, SocketId socket) {
                return memory.presence().leave(channel, socket);
            }

            @Override
            public CompletionStage<List<Member>> members(ChannelKey channel) {
                return memory.presence().members(channel);
            }

            @Override
            public CompletionStage<List<Integer>> userCounts(List<ChannelKey> channels) {
                return memory.presence().userCounts(channels);
            }
        };
    }

    @Override
    public Occupancy occupancy() {
        return memory.occupancy();
    }

    @Override
    public CacheChannels cacheChannels() {
        return channel -> ask("last " + channel.channel(), () -> memory.cacheChannels().last(channel));
    }

    @Override
    public Users users() {
        return new Users() {
            @Override
            public void listen(Users.Listener listener) {
                memory.users().listen(listener);
            }

            @Override
            public CompletionStage<Void> signIn(UserKey user, SocketId socket) {
                return ask("sign in " + user.user(), () -> memory.users().signIn(user, socket));
            }

            @Override
            public CompletionStage<Void> signOut(UserKey user, SocketId socket) {
                return memory.users().signOut(user, socket);
            }

            @Override
            public CompletionStage<Map<UserId, Status>> watch(AppId app, Set<UserId> users) {
                return ask("watch " + users, () -> memory.users().watch(app, users));
            }

            @Override
            public void unwatch(AppId app, Set<UserId> users) {
                memory.users().unwatch(app, users);
            }

            @Override
            public CompletionStage<Void> terminate(UserKey user) {
                return memory.users().terminate(user);
            }
        };
    }

    @Override
    public ConnectionCounts connections() {
        return memory.connections();
    }

    @Override
    public LifecycleLog lifecycleLog() {
        return memory.lifecycleLog();
    }

    @Override
    public WebhookQueue webhookQueue() {
        return memory.webhookQueue();
    }

    @Override
    public Revocations revocations() {
        return memory.revocations();
    }

    @Override
    public AppRegistry apps() {
        return memory.apps();
    }

    @Override
    public List<String> problems() {
        return broken ? List.of("The store is away.") : List.of();
    }

    @Override
    public void close() {
        memory.close();
    }
}
