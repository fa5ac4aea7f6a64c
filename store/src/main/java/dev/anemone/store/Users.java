package dev.anemone.store;

import dev.anemone.model.AppId;
import dev.anemone.model.SocketId;
import dev.anemone.model.UserId;
import dev.anemone.model.UserKey;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletionStage;

/// Who is signed in, on whichever node, and who wants to know.
///
/// **Versions.** Each time a user goes online or offline, the user's status version rises. Whoever shows the status that
/// [#watch] returned and then only changes with a greater version shows the truth, however the two were interleaved.
public interface Users {
    /// Whether a user is signed in somewhere.
    record Status(boolean online, long version) {}

    /// Hears what concerns this node. Called by any thread, also by several at once: versions tell the order. Must not
    /// block.
    interface Listener {
        /// A user whom this node watches came or went.
        void statusChanged(UserKey user, Status status);

        /// Every connection signed in as `user` is to be closed.
        void terminated(UserKey user);
    }

    /// Names the one listener of this node. Called once, before anything else.
    void listen(Listener listener);

    /// Notes a connection of `user`. The first one, over all nodes, puts the user online. Idempotent per connection.
    CompletionStage<Void> signIn(UserKey user, SocketId socket);

    /// Notes that the connection is gone. The last one puts the user offline. Does nothing for a connection that is not
    /// signed in.
    CompletionStage<Void> signOut(UserKey user, SocketId socket);

    /// From before the stage completes until [#unwatch], this node hears when one of `users` comes or goes. Calls for one
    /// user add up: each needs its own [#unwatch].
    ///
    /// @return the status of each at this moment
    CompletionStage<Map<UserId, Status>> watch(AppId app, Set<UserId> users);

    /// Takes back one [#watch].
    void unwatch(AppId app, Set<UserId> users);

    /// Tells every node to close what is signed in as `user`. Completes when it has been told; nothing happens if the
    /// user is unknown.
    CompletionStage<Void> terminate(UserKey user);
}
