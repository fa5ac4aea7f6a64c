package dev.anemone.store.redis;

import static java.lang.System.Logger.Level.WARNING;
import static java.util.concurrent.TimeUnit.MILLISECONDS;
import static java.util.concurrent.TimeUnit.SECONDS;

import dev.anemone.model.App;
import dev.anemone.model.AppId;
import dev.anemone.model.AppIndex;
import dev.anemone.model.AppKey;
import dev.anemone.model.Credential;
import dev.anemone.model.Webhook;
import dev.anemone.store.AppRegistry;
import dev.anemone.store.StoreException;
import dev.anemone.store.StoreUnavailableException;
import io.lettuce.core.RedisException;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// The apps as Redis has them, answered from memory. Whoever changes one announces its id; the others read it again, on
/// the link's thread, so that what was read later is never replaced by what was read before.
final class RedisAppRegistry implements AppRegistry {
    private static final System.Logger LOG = System.getLogger(RedisAppRegistry.class.getName());
    private static final LuaScript PUT = LuaScript.named("put-apps");
    private static final LuaScript REMOVE = LuaScript.named("remove-app");
    private static final long RETRY_SECONDS = 1;
    private static final byte[] ANY = {};

    private final RedisLink link;
    private final ScheduledExecutorService thread;
    private final RedisKeys keys;
    private final AppIndex configured;
    private final Duration answerTimeout;
    private final List<Runnable> listeners = new CopyOnWriteArrayList<>();
    private volatile AppIndex apps = AppIndex.EMPTY;
    private volatile boolean current;

    /// @param configured the apps that configuration names; for their ids it has the say when the node starts
    RedisAppRegistry(RedisLink link, Subscriptions subscriptions, ScheduledExecutorService thread, RedisKeys keys,
            AppIndex configured, Duration answerTimeout) {
        this.link = link;
        this.thread = thread;
        this.keys = keys;
        this.configured = configured;
        this.answerTimeout = answerTimeout;
        subscriptions.subscribe(keys.changedApps(), id -> link.onThread(() -> retryAfterFailure(readAgain(id))));
    }

    /// Writes the configured apps, then reads all. Called once, when the link is ready.
    CompletionStage<Void> start() {
        return asPort(store(configured.all()).thenComposeAsync(_ -> readAll(), thread));
    }

    /// Catches up with what was announced while the link was down. If Redis lost its data meanwhile, it gets the
    /// configured apps back; others are gone. On the link's thread.
    void restore() {
        current = false;
        retryAfterFailure(readAll());
    }

    private void retryAfterFailure(CompletionStage<Void> reading) {
        reading.exceptionallyAsync(failure -> {
            current = false;
            LOG.log(WARNING, "Apps not read from Redis", failure);
            var _ = thread.schedule(this::restoreIfStale, RETRY_SECONDS, SECONDS);
            return null;
        }, thread);
    }

    private void restoreIfStale() {
        if (!current && link.commands() != null) { // Without a link, its return restores.
            restore();
        }
    }

    /// What is wrong, in a sentence.
    Optional<String> problem() {
        return current
                ? Optional.empty()
                : Optional.of("The apps could not be read from Redis; this node does not see changes to them.");
    }

    @Override
    public CompletionStage<Optional<App>> byKey(AppKey key) {
        return CompletableFuture.completedStage(apps.byKey(key));
    }

    @Override
    public CompletionStage<Optional<App>> byId(AppId id) {
        return CompletableFuture.completedStage(known(id));
    }

    /// The app called `id`, as last read.
    Optional<App> known(AppId id) {
        return apps.byId(id);
    }

    @Override
    public CompletionStage<List<App>> all() {
        return CompletableFuture.completedStage(apps.all());
    }

    @Override
    public void listen(Runnable listener) {
        listeners.add(listener);
    }

    private void become(AppIndex changed) {
        apps = changed;
        listeners.forEach(Runnable::run);
    }

    @Override
    public CompletionStage<Void> put(App app) {
        return asPort(store(List.of(app)).thenComposeAsync(_ -> readAgain(name(app.id())), thread));
    }

    @Override
    public CompletionStage<App> change(AppId id, UnaryOperator<App> change) {
        return asPort(changeOnce(id, change));
    }

    private CompletionStage<App> changeOnce(AppId id, UnaryOperator<App> change) {
        return document(name(id)).thenCompose(document -> {
            App before = Optional.ofNullable(document).flatMap(this::decode)
                    .orElseThrow(() -> new StoreException("There is no app " + id + ".", null));
            App after = change.apply(before);
            return store(List.of(after), document).thenCompose(stored -> stored
                    ? CompletableFuture.completedStage(after)
                    : changeOnce(id, change));
        }).thenComposeAsync(after -> readAgain(name(id)).thenApply(_ -> after), thread);
    }

    @Override
    public CompletionStage<Boolean> remove(AppId id) {
        var names = List.of(keys.apps(), keys.appOfKey(), keys.keysOfApp(), keys.changedApps());
        return asPort(ask(connection -> REMOVE.run(connection, names, List.of(name(id))))
                .thenComposeAsync(answer -> readAgain(name(id)).thenApply(_ -> !answer.isEmpty()), thread));
    }

    private static byte[] name(AppId id) {
        return RedisKeys.bytes(id.value());
    }

    private CompletionStage<byte[]> document(byte[] id) {
        return ask(connection -> connection.async().hget(RedisKeys.bytes(keys.apps()), id));
    }

    private CompletionStage<Void> store(List<App> changed) {
        return store(changed, ANY).thenApply(_ -> null);
    }

    /// @param expected the document that the one app must have; [#ANY] if that is all the same
    /// @return completes with `false` if it has another
    private CompletionStage<Boolean> store(List<App> changed, byte[] expected) {
        if (changed.isEmpty()) {
            return CompletableFuture.completedStage(true);
        }
        var arguments = new ArrayList<byte[]>(1 + 3 * changed.size());
        arguments.add(expected);
        for (App app : changed) {
            arguments.add(name(app.id()));
            arguments.add(AppDocument.encode(app));
            arguments.add(RedisKeys.bytes(appKeys(app).collect(Collectors.joining(" "))));
        }
        var names = List.of(keys.apps(), keys.appOfKey(), keys.keysOfApp(), keys.changedApps());
        return ask(connection -> PUT.run(connection, names, arguments)).thenCompose(
                conflict -> conflict.size() < 2
                        ? CompletableFuture.completedStage(conflict.isEmpty())
                        : CompletableFuture.failedStage(keyTaken(changed, conflict)));
    }

    private static Stream<String> appKeys(App app) {
        return app.credentials().stream().map(Credential::key).map(AppKey::value);
    }

    private static StoreException keyTaken(List<App> changed, List<byte[]> conflict) {
        String key = RedisKeys.name(conflict.getFirst());
        String wanting = changed.stream()
                .filter(app -> appKeys(app).anyMatch(key::equals))
                .map(app -> app.id().value())
                .findFirst()
                .orElseThrow();
        return new StoreException(
                "App " + wanting + " is not stored: its key " + key + " belongs to app "
                        + RedisKeys.name(conflict.getLast()) + " already. Each key needs to be unique.",
                null);
    }

    /// Reads one app. On the link's thread.
    private CompletionStage<Void> readAgain(byte[] id) {
        return document(id)
                .thenComposeAsync(document -> {
                    if (document != null && AppDocument.isRemoval(document)) {
                        become(apps.without(new AppId(RedisKeys.name(id))));
                        return CompletableFuture.completedStage(null);
                    }
                    Optional<App> app = document == null ? Optional.empty() : decode(document);
                    try {
                        if (app.isPresent()) {
                            become(apps.with(app.get()));
                            return CompletableFuture.completedStage(null);
                        }
                    } catch (IllegalArgumentException _) { // It has a key that another app gave up, which we have not read yet.
                    }
                    return readAll();
                }, thread);
    }

    /// Reads all apps; if configured ones are missing, stores those and reads again. On the link's thread.
    private CompletionStage<Void> readAll() {
        return ask(connection -> connection.async().hgetall(RedisKeys.bytes(keys.apps())))
                .thenComposeAsync(documents -> {
                    AppIndex stored = index(documents);
                    Set<String> removed = removed(documents);
                    List<App> missing = configured.all().stream()
                            .filter(app -> stored.byId(app.id()).isEmpty() && !removed.contains(app.id().value()))
                            .toList();
                    if (!missing.isEmpty()) {
                        return store(missing).thenComposeAsync(_ -> readAll(), thread);
                    }
                    current = true;
                    become(stored);
                    return CompletableFuture.completedStage(null);
                }, thread);
    }

    /// The app of a document. Of its webhooks, those that this node's configuration names for it too are the operator's.
    private Optional<App> decode(byte[] document) {
        return AppDocument.decode(document).map(stored -> {
            Set<URI> ofOperator = configured.byId(stored.id()).stream().flatMap(app -> app.webhooks().stream())
                    .map(Webhook::url).collect(Collectors.toSet());
            return ofOperator.isEmpty()
                    ? stored
                    : stored.toBuilder().webhooks(stored.webhooks().stream()
                            .map(webhook -> ofOperator.contains(webhook.url()) ? webhook.ofOperator() : webhook)
                            .toList()).build();
        });
    }

    private static Set<String> removed(Map<byte[], byte[]> documents) {
        return documents.entrySet().stream().filter(entry -> AppDocument.isRemoval(entry.getValue()))
                .map(entry -> RedisKeys.name(entry.getKey())).collect(Collectors.toSet());
    }

    private AppIndex index(Map<byte[], byte[]> documents) {
        AppIndex index = AppIndex.EMPTY;
        for (var entry : documents.entrySet()) {
            if (AppDocument.isRemoval(entry.getValue())) {
                continue;
            }
            Optional<App> app = decode(entry.getValue());
            try {
                index = index.with(app.orElseThrow());
            } catch (RuntimeException refused) { // Somebody else wrote it.
                LOG.log(WARNING, "App refused, its document in Redis is not ours id=" + RedisKeys.name(entry.getKey()));
            }
        }
        return index;
    }

    private <T> CompletionStage<T> ask(Function<Commands, CompletionStage<T>> question) {
        Commands connection = link.commands();
        if (connection == null) {
            return CompletableFuture.failedStage(link.unavailable());
        }
        return question.apply(connection).toCompletableFuture().copy().orTimeout(answerTimeout.toMillis(),
                MILLISECONDS);
    }

    /// The same stage, with the failures that ports have.
    private static <T> CompletionStage<T> asPort(CompletionStage<T> stage) {
        var port = new CompletableFuture<T>();
        stage.whenComplete((value, failure) -> {
            if (failure == null) {
                port.complete(value);
            } else {
                Throwable cause = failure instanceof CompletionException && failure.getCause() != null
                        ? failure.getCause()
                        : failure;
                port.completeExceptionally(
                        cause instanceof RedisException || cause instanceof TimeoutException
                                || cause instanceof CancellationException
                                        ? new StoreUnavailableException(
                                                "Redis did not confirm a change of the apps; it may or may not be stored.",
                                                cause)
                                        : cause);
            }
        });
        return port;
    }
}
