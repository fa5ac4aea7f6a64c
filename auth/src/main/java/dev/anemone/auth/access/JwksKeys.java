package dev.anemone.auth.access;

import static java.lang.System.Logger.Level.INFO;
import static java.lang.System.Logger.Level.WARNING;

import dev.anemone.auth.KeySets;
import dev.anemone.auth.PublishedKey;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// The keys that identity providers publish (RFC 7517), kept and renewed. Thread-safe.
///
/// A set is read again when it is as old as the setting, or as its `Cache-Control: max-age` says if that is sooner; while it
/// is read, the former one serves for as long again. A key that it does not have makes it be read at once, but not more than
/// once in [#PAUSE]: whoever asks meanwhile waits for the next reading. So a key can be used the moment it is published, and who
/// invents names of keys costs a provider one request a second. What cannot be read leaves the last good set in place.
final class JwksKeys implements AutoCloseable {
    /// The shortest time between two readings of a set.
    static final Duration PAUSE = Duration.ofSeconds(1);
    /// How long after a failure it is tried again, if nobody asks for a key that is not there.
    private static final Duration RETRY = Duration.ofSeconds(10);
    private static final Duration PATIENCE = Duration.ofSeconds(5);
    private static final int MAX_BYTES = 256 * 1024;
    /// How many may wait for a reading at once.
    private static final int MAX_WAITING = 10_000;
    private static final int OK = 200;

    private static final System.Logger LOG = System.getLogger(JwksKeys.class.getName());
    private static final Pattern MAX_AGE = Pattern.compile("(?i)(?:^|[,\\s])max-age\\s*=\\s*\"?([0-9]{1,9})");

    private final HttpClient client = HttpClient.newBuilder().connectTimeout(PATIENCE)
            .followRedirects(HttpClient.Redirect.NEVER).build();
    private final Map<URI, Source> sources = new ConcurrentHashMap<>();
    private final LongSupplier nanoTime;
    private final Duration refresh;

    /// @param refresh how old a set may become
    JwksKeys(LongSupplier nanoTime, Duration refresh) {
        this.nanoTime = nanoTime;
        this.refresh = refresh;
    }

    /// The keys at `url` that a token may mean which names `keyId`, or none.
    ///
    /// @return completes with none if there are none of this name; with [KeysUnavailableException] if they never could be read
    CompletionStage<List<PublishedKey>> keys(URI url, Optional<String> keyId) {
        return sources.computeIfAbsent(url, Source::new).keys(keyId)
                .thenApply(keys -> keys.stream().filter(key -> key.mayBe(keyId)).toList());
    }

    /// What was read, and how long it serves.
    ///
    /// @param renewNanos when it is read again
    /// @param endNanos when it serves no more while it is read again
    private record Snapshot(List<PublishedKey> keys, long renewNanos, long endNanos) {
        boolean has(Optional<String> keyId) {
            return keys.stream().anyMatch(key -> key.mayBe(keyId));
        }
    }

    private final class Source {
        private final URI url;
        private @Nullable Snapshot snapshot;
        private @Nullable CompletableFuture<List<PublishedKey>> reading;
        private boolean underWay;
        private boolean begun;
        private long lastBegunNanos;
        private int waiting;

        Source(URI url) {
            this.url = url;
        }

        synchronized CompletionStage<List<PublishedKey>> keys(Optional<String> keyId) {
            long now = nanoTime.getAsLong();
            Snapshot known = snapshot;
            if (known != null && known.has(keyId) && now - known.renewNanos() < 0) {
                return CompletableFuture.completedStage(known.keys());
            }
            boolean joined = underWay;
            CompletableFuture<List<PublishedKey>> next = read(now);
            if (known != null && known.has(keyId) && now - known.endNanos() < 0) {
                return CompletableFuture.completedStage(known.keys());
            }
            if (waiting >= MAX_WAITING) {
                return known == null
                        ? CompletableFuture.failedStage(new KeysUnavailableException(url))
                        : CompletableFuture.completedStage(known.keys());
            }
            waiting++;
            return joined
                    ? next.thenCompose(keys -> keys.stream().anyMatch(key -> key.mayBe(keyId))
                            ? CompletableFuture.completedStage(keys)
                            : after())
                    : next.copy();
        }

        /// What a reading says that begins from now on. One that was under way may have missed a key that is used already.
        private synchronized CompletionStage<List<PublishedKey>> after() {
            return read(nanoTime.getAsLong()).copy();
        }

        /// The reading that is to come or under way: one at a time.
        private CompletableFuture<List<PublishedKey>> read(long now) {
            CompletableFuture<List<PublishedKey>> current = reading;
            if (current == null) {
                current = new CompletableFuture<>();
                reading = current;
                long pause = begun ? Math.max(0, lastBegunNanos + PAUSE.toNanos() - now) : 0;
                if (pause == 0) {
                    begin();
                } else {
                    CompletableFuture.delayedExecutor(pause, TimeUnit.NANOSECONDS).execute(this::begin);
                }
            }
            return current;
        }

        private void begin() {
            synchronized (this) {
                begun = true;
                underWay = true;
                lastBegunNanos = nanoTime.getAsLong();
            }
            CompletableFuture<HttpResponse<byte[]>> sent = send();
            var _ = sent.copy().orTimeout(PATIENCE.toMillis(), TimeUnit.MILLISECONDS)
                    .thenApply(this::parsed)
                    .whenComplete((read, failure) -> {
                        sent.cancel(true); // Else one who answers drop by drop would keep the connection.
                        ended(read, failure);
                    });
        }

        private CompletableFuture<HttpResponse<byte[]>> send() {
            try {
                return client.sendAsync(
                        HttpRequest.newBuilder(url).timeout(PATIENCE).header("Accept", "application/json").build(),
                        BodyHandlers.limiting(BodyHandlers.ofByteArray(), MAX_BYTES));
            } catch (IllegalArgumentException unusable) { // As a port beyond 65535 is.
                return CompletableFuture.failedFuture(unusable);
            }
        }

        private Snapshot parsed(HttpResponse<byte[]> response) {
            if (response.statusCode() != OK) {
                throw new IllegalArgumentException("status " + response.statusCode());
            }
            List<PublishedKey> keys = KeySets.parse(response.body());
            long age = maxAge(response).filter(given -> given.compareTo(refresh) < 0).orElse(refresh).toNanos();
            long now = nanoTime.getAsLong();
            return new Snapshot(keys, now + age, now + 2 * age);
        }

        private void ended(@Nullable Snapshot read, @Nullable Throwable failure) {
            CompletableFuture<List<PublishedKey>> done;
            Snapshot serving;
            synchronized (this) {
                if (read != null) {
                    snapshot = read;
                } else if (snapshot != null) {
                    long now = nanoTime.getAsLong();
                    snapshot = new Snapshot(snapshot.keys(), now + RETRY.toNanos(), now + 2 * RETRY.toNanos());
                }
                serving = snapshot;
                done = reading;
                reading = null;
                underWay = false;
                waiting = 0;
            }
            if (read == null) {
                LOG.log(WARNING, "Token keys not read url=" + url + " serving="
                        + (serving == null ? "none" : "the last good ones") + " cause=" + failure);
            } else {
                LOG.log(INFO, () -> "Token keys read url=" + url + " keys=" + read.keys().size());
            }
            if (done != null && serving != null) {
                done.complete(serving.keys());
            } else if (done != null) {
                done.completeExceptionally(new KeysUnavailableException(url));
            }
        }
    }

    private static Optional<Duration> maxAge(HttpResponse<?> response) {
        return response.headers().firstValue("Cache-Control").map(MAX_AGE::matcher).filter(Matcher::find)
                .map(found -> Duration.ofSeconds(Long.parseLong(found.group(1))))
                .map(age -> age.compareTo(PAUSE) < 0 ? PAUSE : age);
    }

    /// Ends what is being read.
    @Override
    public void close() {
        client.shutdownNow();
        client.close();
    }
}
