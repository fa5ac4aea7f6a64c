package dev.anemone.store.memory;

import static java.lang.System.Logger.Level.ERROR;

import dev.anemone.model.AppId;
import dev.anemone.model.SocketId;
import dev.anemone.model.UserId;
import dev.anemone.model.UserKey;
import dev.anemone.store.Users;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// One node's door to the [UserTable]. Its listener runs on the threads that sign users in and out.
final class MemoryUsers implements Users {
    private static final System.Logger LOG = System.getLogger(MemoryUsers.class.getName());
    private static final CompletionStage<Void> DONE = CompletableFuture.completedStage(null);

    private final UserTable table;
    /// What this node has signed in: taken back when it closes.
    private final Map<SocketId, UserKey> signedIn = new ConcurrentHashMap<>();
    private volatile @Nullable Listener listener;

    MemoryUsers(UserTable table) {
        this.table = table;
    }

    @Override
    public void listen(Listener listener) {
        if (this.listener != null) {
            throw new IllegalStateException("This node has a listener already.");
        }
        this.listener = listener;
        table.attach(this);
    }

    @Override
    public CompletionStage<Void> signIn(UserKey user, SocketId socket) {
        signedIn.put(socket, user);
        tell(user, table.signIn(user, socket));
        return DONE;
    }

    @Override
    public CompletionStage<Void> signOut(UserKey user, SocketId socket) {
        signedIn.remove(socket, user);
        tell(user, table.signOut(user, socket));
        return DONE;
    }

    @Override
    public CompletionStage<Map<UserId, Status>> watch(AppId app, Set<UserId> users) {
        var statuses = HashMap.<UserId, Status>newHashMap(users.size());
        for (UserId user : users) {
            statuses.put(user, table.watch(new UserKey(app, user), this));
        }
        return CompletableFuture.completedStage(statuses);
    }

    @Override
    public void unwatch(AppId app, Set<UserId> users) {
        for (UserId user : users) {
            table.unwatch(new UserKey(app, user), this);
        }
    }

    @Override
    public CompletionStage<Void> terminate(UserKey user) {
        for (MemoryUsers node : table.nodes()) {
            node.hear(listener -> listener.terminated(user));
        }
        return DONE;
    }

    private static void tell(UserKey user, UserTable.Change change) {
        for (MemoryUsers node : change.watchers()) {
            node.hear(listener -> listener.statusChanged(user, change.status()));
        }
    }

    private void hear(Consumer<Listener> news) {
        Listener listener = this.listener;
        if (listener == null) {
            return;
        }
        try {
            news.accept(listener);
        } catch (RuntimeException | Error broken) { // Its own bug; the other nodes go on.
            LOG.log(ERROR, "A listener failed", broken);
        }
    }

    void close() {
        table.detach(this);
        signedIn.forEach((socket, user) -> tell(user, table.signOut(user, socket)));
        signedIn.clear();
    }
}
