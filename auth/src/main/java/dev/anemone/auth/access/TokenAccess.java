package dev.anemone.auth.access;

import dev.anemone.auth.AccessClaims;
import dev.anemone.auth.AccessTokens;
import dev.anemone.auth.CapabilitySet;
import dev.anemone.auth.ChannelOperation;
import dev.anemone.auth.TokenRefusal;
import dev.anemone.auth.TokenVerdict;
import dev.anemone.auth.TokenVerdict.Accepted;
import dev.anemone.auth.TokenVerdict.Refused;
import dev.anemone.model.App;
import dev.anemone.model.AppId;
import dev.anemone.model.ChannelName;
import dev.anemone.model.Member;
import dev.anemone.model.Revocation;
import dev.anemone.store.Revocations;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/// Whether tokens are good at this moment, and what they allow. Thread-safe.
public final class TokenAccess implements AutoCloseable {
    /// How many tokens wait for a thread at most.
    private static final int MAX_WAITING = 10_000;
    private static final Duration IDLE = Duration.ofSeconds(10);

    private final AccessTokens tokens;
    private final JwksKeys published;
    private final Revocations revocations;
    private final InstantSource clock;
    /// They verify signatures of public keys, each of which takes a fraction of a millisecond.
    private final ExecutorService workers;

    private TokenAccess(AccessTokens tokens, JwksKeys published, Revocations revocations, InstantSource clock,
            ExecutorService workers) {
        this.tokens = tokens;
        this.published = published;
        this.revocations = revocations;
        this.clock = clock;
        this.workers = workers;
    }

    /// Access by what `revocations` leaves of it.
    ///
    /// @param clock what tokens expire by
    /// @param leeway how far the clock of whoever issues tokens may be from ours, either way; whole seconds
    /// @param refresh how old keys may become that an identity provider publishes
    public static TokenAccess start(Revocations revocations, InstantSource clock, LongSupplier nanoTime,
            Duration leeway,
            Duration refresh) {
        int threads = Runtime.getRuntime().availableProcessors();
        var workers = new ThreadPoolExecutor(threads, threads, IDLE.toSeconds(), TimeUnit.SECONDS,
                new LinkedBlockingQueue<>(MAX_WAITING),
                Thread.ofPlatform().daemon().name("anemone-tokens-", 1).factory());
        workers.allowCoreThreadTimeOut(true);
        return new TokenAccess(new AccessTokens(clock, leeway), new JwksKeys(nanoTime, refresh), revocations, clock,
                workers);
    }

    /// How long a token is taken after it has expired.
    public Duration leeway() {
        return tokens.leeway();
    }

    /// Whether `token` is one of the app's and has not been revoked, and what it says. Any text gives a verdict.
    ///
    /// @return complete at once for tokens of shared keys, and for most that are refused; else completed by a worker. Completes
    ///     with [RejectedExecutionException] if there is too much to do
    public CompletionStage<TokenVerdict> verify(String token, App app) {
        return read(token, app).thenApply(verdict -> verdict instanceof Accepted(var claims)
                && revocation(app.id(), claims).isPresent() ? new Refused(TokenRefusal.REVOKED) : verdict);
    }

    /// Whether `token` is one of the app's, revoked or not.
    private CompletionStage<TokenVerdict> read(String token, App app) {
        Optional<AccessTokens.Wanted> wanted = AccessTokens.wanted(token).filter(_ -> app.tokenTrust().any());
        if (wanted.isEmpty()) {
            return CompletableFuture.completedStage(tokens.verify(token, app.tokenTrust(), List.of()));
        }
        try {
            return app.tokenTrust().jwks().map(url -> published(token, app, url, wanted.get()))
                    .orElseGet(() -> CompletableFuture.supplyAsync(
                            () -> tokens.verify(token, app.tokenTrust(), List.of()), workers));
        } catch (RejectedExecutionException tooMuch) {
            return CompletableFuture.failedStage(tooMuch);
        }
    }

    private CompletionStage<TokenVerdict> published(String token, App app, URI url, AccessTokens.Wanted wanted) {
        return published.keys(url, wanted.keyId())
                .thenApplyAsync(keys -> tokens.verify(token, app.tokenTrust(), keys), workers)
                .exceptionally(failure -> {
                    Throwable cause = failure instanceof CompletionException ? failure.getCause() : failure;
                    if (cause instanceof KeysUnavailableException) {
                        return new Refused(TokenRefusal.KEYS_UNAVAILABLE);
                    }
                    throw new CompletionException(cause);
                });
    }

    /// What revokes all that a token gives, if anything does.
    public Optional<Revocation> revocation(AppId app, AccessClaims claims) {
        Instant now = clock.instant();
        Member member = claims.member();
        return claims.tokenId().flatMap(id -> revocations.ofToken(app, id, now))
                .or(() -> Optional.ofNullable(member).flatMap(user -> revocations.ofUser(app, user.id(), now))
                        .filter(revocation -> revocation.reaches(claims.issuedAt())));
    }

    /// Whether an operation is allowed, and what decided.
    ///
    /// @param sentence the reason for a developer, with nothing of the token in it but its patterns
    public record Ruling(boolean allowed, String sentence) {}

    /// Whether the bearer of a token that was accepted may do something in a channel at this moment.
    public Ruling decide(AppId app, AccessClaims claims, ChannelName channel, ChannelOperation operation) {
        Explanation explanation = capability(app, claims, channel, operation);
        return new Ruling(explanation.allowed(), explanation.sentence());
    }

    private Explanation capability(AppId app, AccessClaims claims, ChannelName channel, ChannelOperation operation) {
        CapabilitySet.Decision decision = claims.capabilities().decide(channel, operation);
        String patterns = String.join(", ", decision.patterns());
        if (decision.patterns().isEmpty()) {
            return Explanation.denied(Explanation.PATTERN,
                    "No pattern of the token's capabilities matches " + channel + ".");
        }
        if (!decision.allowed()) {
            return Explanation.denied(Explanation.OPERATION,
                    patterns + " does not allow " + operation.claim() + " on " + channel + ".");
        }
        String allowed = patterns + " allows " + operation.claim() + " on " + channel;
        return revocation(app, channel, claims.issuedAt())
                .map(revocation -> Explanation.denied(Explanation.REVOCATION,
                        allowed + ", and it was revoked on all channels that fit "
                                + ((Revocation.Channels) revocation.subject()).pattern() + " for tokens issued until "
                                + revocation.issuedBefore() + "."))
                .orElseGet(() -> Explanation.allowed(Explanation.PATTERN, allowed + "."));
    }

    /// Whether whoever bears `token` may do something in a channel at this moment, and what decided. Asked in turn are
    /// the rules of channels, the token, its revocations, and its capabilities.
    ///
    /// @return completes as [#verify] does
    public CompletionStage<Explanation> explain(String token, App app, ChannelName channel,
            ChannelOperation operation) {
        return ChannelRules.settle(app, channel, operation)
                .<CompletionStage<Explanation>>map(CompletableFuture::completedStage)
                .orElseGet(() -> read(token, app).thenApply(verdict -> switch (verdict) {
                    case Refused(var reason, var detail) -> Explanation.denied(reason, detail);
                    case Accepted(var claims) -> explain(app, claims, channel, operation);
                }));
    }

    private Explanation explain(App app, AccessClaims claims, ChannelName channel, ChannelOperation operation) {
        Optional<Revocation> revocation = revocation(app.id(), claims);
        if (revocation.isPresent()) {
            return Explanation.denied(TokenRefusal.REVOKED, revoked(revocation.get()));
        }
        Explanation capability = capability(app.id(), claims, channel, operation);
        return capability.allowed() && operation == ChannelOperation.PRESENCE
                ? ChannelRules.misfit(app, claims.member()).orElse(capability)
                : capability;
    }

    private static String revoked(Revocation revocation) {
        String what = switch (revocation.subject()) {
            case Revocation.Token _ -> "It";
            case Revocation.User _ -> "Its user";
            case Revocation.Channels(var pattern) -> pattern.toString();
        };
        return what + " was revoked for tokens issued until " + revocation.issuedBefore() + ".";
    }

    /// What revokes access of that age to a channel, if anything does.
    public Optional<Revocation> revocation(AppId app, ChannelName channel, Optional<Instant> issuedAt) {
        return revocations.ofChannels(app, clock.instant()).stream()
                .filter(revocation -> revocation.subject() instanceof Revocation.Channels(var pattern)
                        && pattern.matches(channel.value()))
                .filter(revocation -> revocation.reaches(issuedAt))
                .findAny();
    }

    /// Ends its threads. What waits for them does not complete.
    @Override
    public void close() {
        published.close();
        workers.shutdownNow();
    }
}
