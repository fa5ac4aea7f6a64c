package dev.anemone.store.redis;

import static java.lang.System.Logger.Level.ERROR;

import dev.anemone.model.AppId;
import dev.anemone.model.SocketId;
import dev.anemone.model.UserId;
import dev.anemone.model.UserKey;
import dev.anemone.store.Users;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// Who is signed in, in Redis. A user's status travels through a pub/sub channel of the user's own, which only nodes that
/// watch the user hear; terminations go to all nodes.
final class RedisUsers implements Users, Belongings {
    private static final System.Logger LOG = System.getLogger(RedisUsers.class.getName());
    private static final LuaScript SIGN_IN = LuaScript.named("sign-in");
    private static final LuaScript SIGN_OUT = LuaScript.named("sign-out");
    private static final LuaScript STATUS = LuaScript.named("user-status");
    private static final byte[] ANY_NODE = {};

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
    private final Set<SignIn> signedIn = ConcurrentHashMap.newKeySet();
    /// How many times each user is watched here. Guarded by itself, with the subscriptions that follow from it.
    private final Map<UserKey, Integer> watched = new HashMap<>();
    private volatile @Nullable Listener listener;

    RedisUsers(ScriptCalls calls, RedisKeys keys, Subscriptions subscriptions, NodeName node) {
        this.calls = calls;
        this.keys = keys;
        this.subscriptions = subscriptions;
        this.node = node;
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
        Status status = status(RedisKeys.name(message).split(" ", 2));
        hear(listener -> listener.statusChanged(user, status));
    }

    private static Status status(String... onlineAndVersion) {
        return new Status(onlineAndVersion[0].equals("1"), Long.parseLong(onlineAndVersion[1]));
    }

    @Override
    public CompletionStage<Void> signIn(UserKey user, SocketId socket) {
        var signIn = new SignIn(user, socket);
        signedIn.add(signIn);
        return signIn(signIn, false);
    }

    private CompletionStage<Void> signIn(SignIn signIn, boolean restored) {
        String name = node.current();
        UserKey user = signIn.user;
        return calls.run(SIGN_IN,
                List.of(keys.connections(user), keys.signIns(user, name), keys.statusClock(user),
                        keys.dead(user, name), keys.status(user)),
                List.of(RedisKeys.bytes(name), RedisKeys.bytes(signIn.socket.value()), signIn.bytes(),
                        RedisKeys.bytes(restored ? "1" : "0")))
                .thenApply(_ -> null);
    }

    @Override
    public CompletionStage<Void> signOut(UserKey user, SocketId socket) {
        var signIn = new SignIn(user, socket);
        signedIn.remove(signIn);
        return signOut(signIn, node.current(), ANY_NODE);
    }

    private CompletionStage<Void> signOut(SignIn signIn, String owner, byte[] onlyOf) {
        UserKey user = signIn.user;
        return calls.run(SIGN_OUT,
                List.of(keys.connections(user), keys.signIns(user, owner), keys.statusClock(user), keys.status(user)),
                List.of(RedisKeys.bytes(signIn.socket.value()), signIn.bytes(), onlyOf)).thenApply(_ -> null);
    }

    @Override
    public CompletionStage<Map<UserId, Status>> watch(AppId app, Set<UserId> users) {
        var statuses = new HashMap<UserId, CompletableFuture<Status>>();
        for (UserId user : users) {
            statuses.put(user, watch(new UserKey(app, user)).toCompletableFuture());
        }
        return CompletableFuture.allOf(statuses.values().toArray(CompletableFuture<?>[]::new)).thenApply(_ -> {
            var known = HashMap.<UserId, Status>newHashMap(statuses.size());
            statuses.forEach((user, status) -> known.put(user, status.join()));
            return known;
        });
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
        return calls.send(connection -> connection.async().publish(RedisKeys.bytes(keys.terminations()), message))
                .thenApply(_ -> null);
    }

    @Override
    public CompletionStage<Void> reconcile(boolean restored) {
        String owner = node.current();
        return each(owner, stored -> signedIn.contains(stored)
                ? CompletableFuture.completedStage(null)
                : signOut(stored, owner, ANY_NODE))
                .thenCompose(_ -> CompletableFuture.allOf(signedIn.stream()
                        .map(mine -> signIn(mine, restored).toCompletableFuture())
                        .toArray(CompletableFuture<?>[]::new)));
    }

    @Override
    public CompletionStage<Void> bury(String deadNode) {
        byte[] onlyOf = RedisKeys.bytes(deadNode);
        return each(deadNode, signIn -> signOut(signIn, deadNode, onlyOf));
    }

    /// Does something about everything that Redis has from `owner`.
    private CompletionStage<Void> each(String owner, Function<SignIn, CompletionStage<Void>> action) {
        var partitions = new ArrayList<CompletableFuture<?>>(RedisKeys.PARTITIONS);
        for (int partition = 0; partition < RedisKeys.PARTITIONS; partition++) {
            byte[] name = RedisKeys.bytes(keys.signIns(partition, owner));
            partitions.add(calls.send(connection -> connection.async().smembers(name))
                    .thenCompose(entries -> CompletableFuture.allOf(entries.stream().map(SignIn::parse)
                            .map(action).map(CompletionStage::toCompletableFuture)
                            .toArray(CompletableFuture<?>[]::new)))
                    .toCompletableFuture());
        }
        return CompletableFuture.allOf(partitions.toArray(CompletableFuture<?>[]::new));
    }
}
