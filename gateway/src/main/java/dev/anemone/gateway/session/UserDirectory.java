package dev.anemone.gateway.session;

import dev.anemone.model.UserId;
import dev.anemone.model.UserKey;
import dev.anemone.store.Users;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/// This node's signed-in users and those they watch: brings what the store says of them to their sessions, each on its
/// own thread. Thread-safe. Nothing here is needed by another node.
public final class UserDirectory implements Users.Listener {
    private final Map<UserKey, Set<SignIn>> signedIn = new ConcurrentHashMap<>();
    private final Map<UserKey, Set<SignIn>> watchers = new ConcurrentHashMap<>();

    private UserDirectory() {}

    /// A directory that hears `users`.
    public static UserDirectory listeningTo(Users users) {
        var directory = new UserDirectory();
        users.listen(directory);
        return directory;
    }

    void add(UserKey user, SignIn signIn) {
        add(signedIn, user, signIn);
    }

    void remove(UserKey user, SignIn signIn) {
        remove(signedIn, user, signIn);
    }

    void watch(UserKey user, SignIn signIn) {
        add(watchers, user, signIn);
    }

    void unwatch(UserKey user, SignIn signIn) {
        remove(watchers, user, signIn);
    }

    @Override
    public void statusChanged(UserKey user, Users.Status status) {
        UserId watched = user.user();
        watchers.getOrDefault(user, Set.of())
                .forEach(watcher -> watcher.loop().execute(() -> watcher.statusChanged(watched, status)));
    }

    @Override
    public void terminated(UserKey user) {
        signedIn.getOrDefault(user, Set.of()).forEach(signIn -> signIn.loop().execute(signIn::terminate));
    }

    private static void add(Map<UserKey, Set<SignIn>> map, UserKey user, SignIn signIn) {
        map.compute(user, (_, known) -> {
            Set<SignIn> set = known == null ? ConcurrentHashMap.newKeySet() : known;
            set.add(signIn);
            return set;
        });
    }

    private static void remove(Map<UserKey, Set<SignIn>> map, UserKey user, SignIn signIn) {
        map.computeIfPresent(user, (_, known) -> {
            known.remove(signIn);
            return known.isEmpty() ? null : known;
        });
    }
}
