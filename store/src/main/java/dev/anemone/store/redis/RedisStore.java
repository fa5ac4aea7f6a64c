package dev.anemone.store.redis;

import static java.lang.System.Logger.Level.ERROR;
import static java.lang.System.Logger.Level.WARNING;

import dev.anemone.model.App;
import dev.anemone.model.AppId;
import dev.anemone.model.AppIndex;
import dev.anemone.model.ChannelKey;
import dev.anemone.store.AppRegistry;
import dev.anemone.store.Broker;
import dev.anemone.store.CacheChannels;
import dev.anemone.store.ConnectionCounts;
import dev.anemone.store.History;
import dev.anemone.store.LifecycleLog;
import dev.anemone.store.Occupancy;
import dev.anemone.store.Presence;
import dev.anemone.store.Revocations;
import dev.anemone.store.Scheduler;
import dev.anemone.store.Store;
import dev.anemone.store.StoreException;
import dev.anemone.store.StoreUnavailableException;
import dev.anemone.store.Users;
import dev.anemone.store.WebhookQueue;
import dev.anemone.store.WebhookRules;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.random.RandomGenerator;
import java.util.stream.Stream;

/// One node's door to a Redis that many nodes share. Thread-safe.
///
/// While Redis does not answer, [#problems] says so, publishing is refused at once, and subscriptions wait a while for
/// it to come back; then everything subscribed is subscribed again, and what the history has of what was published
/// meanwhile is delivered. No publication is ever sent twice.
public final class RedisStore implements Store {
    private static final System.Logger LOG = System.getLogger(RedisStore.class.getName());
    private static final Duration SHUTDOWN_TIMEOUT = Duration.ofSeconds(2);
    /// What takes milliseconds later can take many seconds while a JVM is new and its machine busy.
    private static final Duration START_PATIENCE = Duration.ofSeconds(30);
    /// How long a node that stops takes back what it has. What remains, the others take out.
    private static final Duration FAREWELL = Duration.ofSeconds(1);

    /// How soon other nodes learn how far channels have come.
    private static final Duration TOPS = Duration.ofMillis(500);
    private static final Duration SWEEP = Duration.ofSeconds(1);

    private final ScheduledExecutorService thread = Executors
            .newSingleThreadScheduledExecutor(Thread.ofPlatform().daemon().name("anemone-redis").factory());
    private final Driver driver;
    private final RedisLink link;
    private final RedisHistory history;
    private final ChannelTracks tracks;
    private final RedisBroker broker;
    private final RedisPresence presence;
    private final RedisOccupancy occupancy;
    private final RedisConnectionCounts connections;
    private final RedisCacheChannels cacheChannels;
    private final RedisUsers users;
    private final RedisNode self;
    private final RedisAppRegistry apps;
    private final RedisRevocations revocations;
    private final Scheduler scheduler = Scheduler.onThread("anemone-store");
    private final Postponed postponed;
    private final LifecycleTurns turns;
    private final RedisLifecycleLog lifecycleLog;
    private final RedisWebhookQueue webhookQueue;
    private final AtomicBoolean closed = new AtomicBoolean();
    private volatile boolean started;

    private RedisStore(RedisConfig config, WebhookRules rules, AppIndex configured, NodeTiming timing,
            RandomGenerator random) {
        var keys = new RedisKeys(config.keyPrefix());
        String node = Long.toHexString(random.nextLong());
        var subscriptions = new Subscriptions(thread, System::nanoTime, config.answerTimeout());
        driver = new Driver(config, "anemone-" + node);
        link = new RedisLink(config, driver, thread, subscriptions, System::nanoTime, random, keys, node,
                this::ready);
        var calls = new ScriptCalls(link);
        var name = new NodeName(node);
        history = new RedisHistory(calls, keys, random);
        var terms = new LifecycleTerms(this::known, rules);
        postponed = new Postponed(calls, keys, terms, scheduler);
        var dropped = new AtomicLong();
        turns = new LifecycleTurns(calls, keys, subscriptions, scheduler, node, timing.lease(), dropped);
        webhookQueue = new RedisWebhookQueue(calls, keys, rules);
        lifecycleLog = new RedisLifecycleLog(calls, keys, terms, turns, dropped);
        presence = new RedisPresence(calls, keys, name, terms, postponed, timing.lease(), System::nanoTime);
        tracks = new ChannelTracks(history, presence, timing.settling(), calls, subscriptions, keys, link, scheduler,
                this::keeps);
        presence.tellShown(tracks::shown);
        broker = new RedisBroker(link, subscriptions, tracks, keys, random, config.maxUnconfirmedBytes());
        occupancy = new RedisOccupancy(calls, keys, name, this::tellsCounts, terms, postponed, timing.lease(),
                System::nanoTime);
        connections = new RedisConnectionCounts(calls, keys, name);
        cacheChannels = new RedisCacheChannels(calls, keys);
        users = new RedisUsers(calls, keys, subscriptions, name, timing.lease(), System::nanoTime);
        self = new RedisNode(calls, keys, link, name, timing.lease(),
                List.of(presence.belongings(), occupancy.belongings(), users.belongings(), connections));
        apps = new RedisAppRegistry(link, subscriptions, thread, keys, configured, config.answerTimeout());
        revocations = new RedisRevocations(calls, subscriptions, thread, keys);
    }

    private boolean tellsCounts(AppId id) {
        return apps.known(id).filter(App::subscriptionCount).isPresent();
    }

    /// Whether what is published to `channel` gets places there. Where nobody knows, it does: asking costs little.
    private boolean keeps(ChannelKey channel) {
        return apps.known(channel.app()).map(app -> app.retention(channel.channel()).positioned()).orElse(true);
    }

    /// The app called `id`, as last read.
    private Optional<App> known(AppId id) {
        return apps.known(id);
    }

    /// Connects with the default rules for webhooks, as the other method does.
    public static RedisStore connect(RedisConfig config, List<App> apps) {
        return connect(config, WebhookRules.DEFAULTS, apps);
    }

    /// Connects, stores the configured apps and reads those that others stored. Blocks until that is done, at most half a
    /// minute for each of the two.
    ///
    /// For the ids it names, configuration has the say: it replaces what is stored.
    ///
    /// @throws IllegalArgumentException if two of the apps share an id or a key
    /// @throws StoreUnavailableException if Redis does not answer or will not do; the message is a sentence for whoever
    ///     started us
    /// @throws StoreException if a configured app has a key of one that is stored under another id
    public static RedisStore connect(RedisConfig config, WebhookRules rules, List<App> apps) {
        return connect(config, rules, apps, NodeTiming.DEFAULTS);
    }

    /// Connects as the public methods do.
    static RedisStore connect(RedisConfig config, WebhookRules rules, List<App> apps, NodeTiming timing) {
        config.parsedUrl().missingFile().ifPresent(missing -> {
            throw new StoreUnavailableException(missing.sentence(config.address()), null);
        });
        var store = new RedisStore(config, rules, AppIndex.of(apps), timing, RandomGenerator.of("SecureRandom"));
        try {
            await(store.link.open(), config);
            await(store.apps.start(), config);
            await(store.revocations.start(), config);
            await(CompletableFuture.supplyAsync(store.self::beat, store.thread).thenCompose(beaten -> beaten), config);
            store.repeat(timing.flush(), store.occupancy::flush);
            store.repeat(timing.flush().dividedBy(2), store.connections::flush); // There and back: one interval.
            store.repeat(timing.beat(), store.self::beat);
            store.repeat(TOPS, store.broker::tellTops);
            store.repeat(SWEEP, store.tracks::sweep);
            store.postponed.start();
            store.started = true;
            return store;
        } catch (RuntimeException failure) {
            store.close();
            throw failure;
        }
    }

    private static void await(CompletionStage<Void> stage, RedisConfig config) {
        try {
            stage.toCompletableFuture().get(START_PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
        } catch (ExecutionException failed) {
            throw failed.getCause() instanceof StoreException failure
                    ? failure
                    : new StoreException("The store over Redis failed to start.", failed.getCause());
        } catch (TimeoutException late) {
            throw new StoreUnavailableException(
                    "Redis at " + config.address() + " does not answer within " + START_PATIENCE.toSeconds() + " s.",
                    late);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new StoreUnavailableException("Interrupted while connecting to Redis.", interrupted);
        }
    }

    private void repeat(Duration period, Runnable task) {
        var _ = thread.scheduleWithFixedDelay(() -> {
            try {
                task.run();
            } catch (RuntimeException bug) { // Thrown on, it would end the repetition.
                LOG.log(ERROR, "What this node does all the time failed", bug);
            }
        }, period.toMillis(), period.toMillis(), TimeUnit.MILLISECONDS);
    }

    /// Runs on the link's thread each time Redis can be used.
    private void ready() {
        if (started) {
            apps.restore();
            revocations.restore();
            self.linked();
            tracks.verifyAll();
        }
    }

    @Override
    public Broker broker() {
        return broker;
    }

    @Override
    public History history() {
        return history;
    }

    @Override
    public Presence presence() {
        return presence;
    }

    @Override
    public Occupancy occupancy() {
        return occupancy;
    }

    @Override
    public ConnectionCounts connections() {
        return connections;
    }

    @Override
    public CacheChannels cacheChannels() {
        return cacheChannels;
    }

    @Override
    public Users users() {
        return users;
    }

    @Override
    public LifecycleLog lifecycleLog() {
        return lifecycleLog;
    }

    @Override
    public WebhookQueue webhookQueue() {
        return webhookQueue;
    }

    @Override
    public AppRegistry apps() {
        return apps;
    }

    @Override
    public Revocations revocations() {
        return revocations;
    }

    @Override
    public List<String> problems() {
        return Stream.of(link.problem(), apps.problem(), revocations.problem()).flatMap(Optional::stream).toList();
    }

    @Override
    public void close() {
        started = false;
        if (closed.getAndSet(true)) {
            return;
        }
        CompletableFuture<Void> ended = turns.close().toCompletableFuture()
                .thenComposeAsync(_ -> self.leave(), thread)
                .completeOnTimeout(null, FAREWELL.toMillis(), TimeUnit.MILLISECONDS)
                .thenComposeAsync(_ -> link.close(), thread);
        try {
            ended.get(SHUTDOWN_TIMEOUT.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        } catch (ExecutionException | TimeoutException failure) {
            LOG.log(WARNING, "Redis connections did not close", failure);
        }
        thread.shutdown();
        driver.close(SHUTDOWN_TIMEOUT);
        scheduler.close();
    }
}
