package dev.anemone.store;

import dev.anemone.model.AppId;
import dev.anemone.model.Revocation;
import dev.anemone.model.Revocation.Channels;
import dev.anemone.model.Revocation.Subject;
import dev.anemone.model.UserId;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// The revocations that a node knows of, and who wants to hear of more. Thread-safe; readers never wait.
public final class RevocationTable {
    private static final Duration SWEEP = Duration.ofMinutes(1);

    private final Map<AppId, Map<Subject, Revocation>> apps = new ConcurrentHashMap<>();
    /// Apart from the others, as they are gone through.
    private final Map<AppId, Map<Subject, Revocation>> channels = new ConcurrentHashMap<>();
    private final List<Consumer<Revocation>> listeners = new CopyOnWriteArrayList<>();
    /// Guarded by this.
    private Instant nextSweep = Instant.MIN;

    /// Adds one, and tells listeners if that made a difference.
    public void add(Revocation added) {
        merged(added).ifPresent(merged -> listeners.forEach(listener -> listener.accept(merged)));
    }

    /// What is known of a subject by what was added; empty if nothing new. One at a time: of two who add the same, one
    /// makes the difference.
    private synchronized Optional<Revocation> merged(Revocation added) {
        forgetUntil(added.issuedBefore());
        Map<Subject, Revocation> ofApp = table(added.subject()).computeIfAbsent(added.app(),
                _ -> new ConcurrentHashMap<>());
        Revocation before = ofApp.get(added.subject());
        Revocation merged = before == null ? added : merge(before, added);
        ofApp.put(added.subject(), merged);
        return merged.equals(before) ? Optional.empty() : Optional.of(merged);
    }

    /// Forgets what is past at a moment from which access was taken back, as it is past since. To go through all for each
    /// one that is read would take long.
    private void forgetUntil(Instant moment) {
        if (moment.isBefore(nextSweep)) {
            return;
        }
        nextSweep = moment.plus(SWEEP);
        for (var tables : List.of(apps, channels)) {
            tables.values().forEach(ofApp -> ofApp.values().removeIf(old -> old.until().isBefore(moment)));
            tables.values().removeIf(Map::isEmpty);
        }
    }

    private Map<AppId, Map<Subject, Revocation>> table(Subject subject) {
        return subject instanceof Channels ? channels : apps;
    }

    private static Revocation merge(Revocation one, Revocation other) {
        return new Revocation(one.app(), one.subject(), later(one.issuedBefore(), other.issuedBefore()),
                later(one.until(), other.until()));
    }

    private static Instant later(Instant one, Instant other) {
        return one.isAfter(other) ? one : other;
    }

    /// Whether there is room for one more.
    ///
    /// @throws TooManyPatternsException if not
    public void checkRoom(Revocation added) {
        if (added.subject() instanceof Channels && !ofApp(channels, added.app()).containsKey(added.subject())
                && ofChannels(added.app(), added.issuedBefore()).size() >= Revocations.MAX_PATTERNS) {
            throw new TooManyPatternsException(added.app());
        }
    }

    /// As [Revocations#ofToken].
    public Optional<Revocation> ofToken(AppId app, String tokenId, Instant now) {
        return tokenId.isEmpty() || tokenId.length() > Revocation.Token.MAX_LENGTH
                ? Optional.empty()
                : at(ofApp(apps, app).get(new Revocation.Token(tokenId)), now);
    }

    /// As [Revocations#ofUser].
    public Optional<Revocation> ofUser(AppId app, UserId user, Instant now) {
        return at(ofApp(apps, app).get(new Revocation.User(user)), now);
    }

    /// As [Revocations#ofChannels].
    public List<Revocation> ofChannels(AppId app, Instant now) {
        Map<Subject, Revocation> ofApp = ofApp(channels, app);
        return ofApp.isEmpty()
                ? List.of()
                : ofApp.values().stream().filter(revocation -> now.isBefore(revocation.until())).toList();
    }

    /// All, forgotten ones among them.
    public List<Revocation> all() {
        return Stream.of(apps, channels).flatMap(tables -> tables.values().stream())
                .flatMap(ofApp -> ofApp.values().stream()).toList();
    }

    /// As [Revocations#listen].
    public void listen(Consumer<Revocation> listener) {
        listeners.add(listener);
    }

    private static Map<Subject, Revocation> ofApp(Map<AppId, Map<Subject, Revocation>> tables, AppId app) {
        return tables.getOrDefault(app, Map.of());
    }

    private static Optional<Revocation> at(@Nullable Revocation found, Instant now) {
        return Optional.ofNullable(found).filter(revocation -> now.isBefore(revocation.until()));
    }
}
