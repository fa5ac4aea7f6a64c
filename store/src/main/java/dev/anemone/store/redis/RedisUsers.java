package dev.anemone.store.redis;

import static java.lang.System.Logger.Level.ERROR;

import dev.anemone.model.AppId;
import dev.anemone.model.SocketId;
import dev.anemone.model.UserId;
import dev.anemone.model.UserKey;
import dev.anemone.store.Users;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// Who is signed in, in Redis. A user's status travels through a pub/sub channel of the user's own, which only nodes that
/// watch the user hear; terminations go to all nodes.
final class RedisUsers implements Users {
    private static final System.Logger LOG = System.getLogger(RedisUsers.class.getName());
    private static final LuaScript SIGN_IN = LuaScript.named("sign-in");
    private static final LuaScript SIGN_OUT = LuaScript.named("sign-out");
    private static final LuaScript STATUS = LuaScript.named("user-status");

    /// A connection of this node, and its user.
    private record SignIn(UserKey user, SocketId socket) {
        byte[] bytes() {
            byte[] head = RedisKeys.bytes(user.app() + " " + socket + " ");
            byte[] name = WireText.encode(user.user().value());
            return ByteBuffer.allocate(head.length + name.length).put(head).put(name).array();
        }

        static SignIn parse(byte[] bytes) {
            String[] parts = RedisKeys.name(bytes).split(" ", 3);
            var user = ByteBuffer.wrap(bytes).position(parts[0].length() + parts[1].length() + 2);
            return new SignIn(new UserKey(new AppId(parts[0]), new UserId(WireText.decode(user.slice()))),
                    new SocketId(parts[1]));
        }
    }

    private final ScriptCalls calls;
    private final RedisKeys keys;
    private final Subscriptions subscriptions;
    private final NodeName node;
    private final Holdings<SignIn, SocketId> signIns;
    /// How many times each user is watched here. Guarded by itself, with the subscriptions that follow from it.
    private final Map<UserKey, Integer> watched = new HashMap<>();
    private volatile @Nullable Listener listener;

    RedisUsers(ScriptCalls calls, RedisKeys keys, Subscriptions subscriptions, NodeName node, Duration lease,
            LongSupplier nanoTime) {
        this.calls = calls;
        this.keys = keys;
        this.subscriptions = subscriptions;
        this.node = node;
        this.signIns = new Holdings<>(new SignIns(), calls, node, lease, nanoTime);
        subscriptions.subscribe(keys.terminations(), this::terminated);
    }

    @Override
    public void listen(Listener listener) {
        if (this.listener != null) {
            throw new IllegalStateException("This node has a listener already.");
        }
        this.listener = listener;
    }

    private void hear(Consumer<Listener> event) {
        Listener listener = this.listener;
        if (listener != null) {
            try {
                event.accept(listener);
            } catch (RuntimeException | Error broken) { // Its own bug; what comes next goes on.
                LOG.log(ERROR, "A listener for users failed", broken);
            }
        }
    }

    private void terminated(byte[] message) {
        String app = RedisKeys.name(message).split(" ", 2)[0];
        var user = ByteBuffer.wrap(message).position(app.length() + 1).slice();
        hear(listener -> listener.terminated(new UserKey(new AppId(app), new UserId(WireText.decode(user)))));
    }

    private void statusChanged(UserKey user, byte[] message) {
        synchronized (watched) {
            if (!watched.containsKey(user)) {
                return; // Lately it was.
            }
        }
        Status status = status(RedisKeys.name(message).split(" ", 2));
        hear(listener -> listener.statusChanged(user, status));
    }

    private static Status status(String... onlineAndVersion) {
        return new Status(onlineAndVersion[0].equals("1"), Long.parseLong(onlineAndVersion[1]));
    }

    /// What this node has in Redis.
    Belongings belongings() {
        return signIns;
    }

    @Override
    public CompletionStage<Void> signIn(UserKey user, SocketId socket) {
        var signIn = new SignIn(user, socket);
        // If it is gone meanwhile, Redis may have heard of that first: it had lost the script, and got it again.
        return signIns.add(signIn, socket, () -> signIn(signIn, false))
                .thenCompose(_ -> signIns.value(signIn) == null
                        ? signIns.remove(signIn)
                        : CompletableFuture.completedStage(null));
    }

    private CompletionStage<List<byte[]>> signIn(SignIn signIn, boolean lost) {
        String name = node.current();
        UserKey user = signIn.user;
        return calls.run(SIGN_IN,
                List.of(keys.connections(user), keys.signIns(user, name), keys.statusClock(user),
                        keys.dead(user, name), keys.status(user)),
                List.of(RedisKeys.bytes(name), RedisKeys.bytes(signIn.socket.value()), signIn.bytes(),
                        RedisKeys.flag(lost)))
                .thenCompose(answer -> answer.isEmpty()
                        ? CompletableFuture.completedStage(answer)
                        : CompletableFuture.failedStage(NodeName.takenForDead()));
    }

    @Override
    public CompletionStage<Void> signOut(UserKey user, SocketId socket) {
        return signIns.remove(new SignIn(user, socket));
    }

    @Override
    public CompletionStage<Map<UserId, Status>> watch(AppId app, Set<UserId> users) {
        return ScriptCalls
                .each(List.copyOf(users), id -> watch(new UserKey(app, id)).thenApply(now -> Map.entry(id, now)))
                .thenApply(statuses -> statuses.stream()
                        .collect(Collectors.toUnmodifiableMap(Map.Entry::getKey, Map.Entry::getValue)));
    }

    private CompletionStage<Status> watch(UserKey user) {
        CompletionStage<Void> flowing;
        synchronized (watched) {
            watched.merge(user, 1, Integer::sum);
            flowing = subscriptions.subscribe(keys.status(user), message -> statusChanged(user, message));
        }
        return flowing.thenCompose(_ -> calls.run(STATUS, List.of(keys.connections(user), keys.statusClock(user)),
                List.of())).thenApply(answer -> status(RedisKeys.name(answer.get(0)), RedisKeys.name(answer.get(1))));
    }

    @Override
    public void unwatch(AppId app, Set<UserId> users) {
        for (UserId id : users) {
            var user = new UserKey(app, id);
            synchronized (watched) {
                if (watched.computeIfPresent(user, (_, times) -> times == 1 ? null : times - 1) == null) {
                    subscriptions.unsubscribe(keys.status(user));
                }
            }
        }
    }

    @Override
    public CompletionStage<Void> terminate(UserKey user) {
        byte[] head = RedisKeys.bytes(user.app() + " ");
        byte[] name = WireText.encode(user.user().value());
        byte[] message = ByteBuffer.allocate(head.length + name.length).put(head).put(name).array();
        return calls.send(connection -> connection.publish(keys.terminations(), message))
                .thenApply(_ -> null);
    }

    private final class SignIns implements Holdings.Kind<SignIn, SocketId> {
        @Override
        public String list(int partition, String owner) {
            return keys.signIns(partition, owner);
        }

        @Override
        public SignIn parse(byte[] member) {
            return SignIn.parse(member);
        }

        @Override
        public CompletionStage<?> write(SignIn signIn, SocketId socket, boolean lost) {
            return signIn(signIn, lost);
        }

        @Override
        public CompletionStage<?> erase(SignIn signIn, String owner, boolean onlyIts) {
            UserKey user = signIn.user;
            return calls.run(SIGN_OUT,
                    List.of(keys.connections(user), keys.signIns(user, owner), keys.statusClock(user),
                            keys.status(user)),
                    List.of(RedisKeys.bytes(signIn.socket.value()), signIn.bytes(),
                            RedisKeys.bytes(onlyIts ? owner : "")));
        }
    }
}
