package dev.anemone.auth.access;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import dev.anemone.auth.AccessClaims;
import dev.anemone.auth.ChannelOperation;
import dev.anemone.auth.TestKeys;
import dev.anemone.auth.TokenForge;
import dev.anemone.auth.TokenRefusal;
import dev.anemone.auth.TokenVerdict;
import dev.anemone.auth.TokenVerdict.Accepted;
import dev.anemone.auth.TokenVerdict.Refused;
import dev.anemone.auth.access.TokenAccess.Ruling;
import dev.anemone.model.App;
import dev.anemone.model.AppId;
import dev.anemone.model.AppKey;
import dev.anemone.model.ChannelName;
import dev.anemone.model.Credential;
import dev.anemone.model.Glob;
import dev.anemone.model.Revocation;
import dev.anemone.model.Revocation.Channels;
import dev.anemone.model.Revocation.Subject;
import dev.anemone.model.Revocation.Token;
import dev.anemone.model.Revocation.User;
import dev.anemone.model.TokenKey;
import dev.anemone.model.TokenPublicKey;
import dev.anemone.model.TokenTrust;
import dev.anemone.model.UserId;
import dev.anemone.store.memory.MemoryStore;
import java.net.URI;
import java.security.KeyPair;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class TokenAccessTest {
    private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");
    private static final long SECONDS = NOW.getEpochSecond();
    private static final String SECRET = "0123456789abcdef0123456789abcdef";
    private static final App SHARED = app("1", TokenTrust.of(List.of(new TokenKey(SECRET))));
    private static final ChannelName ORDERS = new ChannelName("private-orders-1");

    private final AtomicLong nanos = new AtomicLong();
    private final MemoryStore store = MemoryStore.create(List.of());
    private final TokenAccess access = TokenAccess.start(store.revocations(), InstantSource.fixed(NOW), nanos::get,
            Duration.ofSeconds(10), Duration.ofMinutes(5));

    @AfterEach
    void close() {
        access.close();
        store.close();
    }

    private static App app(String id, TokenTrust trust) {
        return App.builder(new AppId(id), List.of(new Credential(new AppKey("key-" + id), "secret"))).tokenTrust(trust)
                .build();
    }

    private static App app(String id, URI jwks) {
        return app(id, new TokenTrust(List.of(), List.of(), Optional.of(jwks), Optional.empty(), Optional.empty()));
    }

    /// A token that is valid for a minute.
    private static String token(String more) {
        return TokenForge.hs256(SECRET, claims(more));
    }

    private static String claims(String more) {
        return "{\"exp\":" + (SECONDS + 60) + "," + more + "}";
    }

    private static String es256(KeyPair pair, String keyId) {
        return TokenForge.signed("ES256", pair.getPrivate(), "{\"alg\":\"ES256\",\"kid\":\"" + keyId + "\"}",
                claims("\"sub\":\"7\""));
    }

    private CompletableFuture<TokenVerdict> verify(String token, App app) {
        return access.verify(token, app).toCompletableFuture();
    }

    private static TokenVerdict soon(CompletableFuture<TokenVerdict> verdict) {
        return verdict.orTimeout(20, TimeUnit.SECONDS).join();
    }

    private AccessClaims accepted(String token, App app) {
        return soon(verify(token, app)) instanceof Accepted(AccessClaims claims)
                ? claims
                : fail("Expected it to be accepted");
    }

    private void assertRefused(TokenRefusal reason, String token, App app) {
        assertThat(soon(verify(token, app))).isEqualTo(new Refused(reason));
    }

    private void revoke(Subject subject, Instant issuedBefore) {
        store.revocations().revoke(new Revocation(SHARED.id(), subject, issuedBefore, NOW.plusSeconds(60)))
                .toCompletableFuture().join();
    }

    @Test
    void whatNeedsNoPublicKeyIsAnsweredAtOnce() {
        assertThat(verify(token("\"sub\":\"7\""), SHARED)).isCompleted();
        assertThat(verify("nonsense", SHARED)).isCompletedWithValue(new Refused(TokenRefusal.MALFORMED));
        assertThat(verify(es256(TestKeys.P256, "k"), app("2", TokenTrust.NONE)))
                .isCompletedWithValue(new Refused(TokenRefusal.NO_KEY));
    }

    @Test
    void aTokenIsWorthNothingToAnotherApp() {
        App other = app("2", TokenTrust.of(List.of(new TokenKey("another key, of 32 bytes or more"))));

        accepted(token("\"sub\":\"7\""), SHARED);
        assertRefused(TokenRefusal.BAD_SIGNATURE, token("\"sub\":\"7\""), other);
    }

    @Test
    void configuredPublicKeysNeedNoProvider() {
        App app = app("2", new TokenTrust(List.of(), List.of(TokenPublicKey.of(TestKeys.P256.getPublic())),
                Optional.empty(), Optional.empty(), Optional.empty()));

        accepted(es256(TestKeys.P256, "any"), app);
        assertRefused(TokenRefusal.BAD_SIGNATURE, es256(TestKeys.OTHER_P256, "any"), app);
    }

    @Test
    void publishedKeysAreThoseOfTheAppsProviderOnly() {
        try (var ours = IdentityProvider.start(); var theirs = IdentityProvider.start()) {
            ours.publish(TestKeys.set(TestKeys.jwk("ours", TestKeys.P256)));
            theirs.publish(TestKeys.set(TestKeys.jwk("theirs", TestKeys.OTHER_P256)));
            App one = app("1", ours.url());
            App two = app("2", theirs.url());

            accepted(es256(TestKeys.P256, "ours"), one);
            accepted(es256(TestKeys.OTHER_P256, "theirs"), two);
            nanos.addAndGet(Duration.ofSeconds(1).toNanos());
            assertRefused(TokenRefusal.NO_KEY, es256(TestKeys.P256, "ours"), two);
            assertRefused(TokenRefusal.NO_KEY, es256(TestKeys.OTHER_P256, "theirs"), one);
            assertRefused(TokenRefusal.BAD_SIGNATURE, es256(TestKeys.OTHER_P256, "ours"), one);
        }
    }

    @Test
    void aKeyIsGoodTheMomentItIsPublishedAndNoLongerWhenItIsWithdrawn() {
        try (var provider = IdentityProvider.start()) {
            provider.publish(TestKeys.set(TestKeys.jwk("old", TestKeys.P256)));
            App app = app("1", provider.url());
            accepted(es256(TestKeys.P256, "old"), app);

            provider.publish(TestKeys.set(TestKeys.jwk("new", TestKeys.OTHER_P256)));
            nanos.addAndGet(Duration.ofSeconds(1).toNanos());

            accepted(es256(TestKeys.OTHER_P256, "new"), app);
            nanos.addAndGet(Duration.ofSeconds(1).toNanos());
            assertRefused(TokenRefusal.NO_KEY, es256(TestKeys.P256, "old"), app);
        }
    }

    @Test
    void withoutAnyKeyYetTheReasonIsThatTheyCouldNotBeHad() {
        try (var provider = IdentityProvider.start()) {
            provider.fail(500, Map.of());

            assertRefused(TokenRefusal.KEYS_UNAVAILABLE, es256(TestKeys.P256, "k"), app("1", provider.url()));
        }
    }

    // Taken back

    @Test
    void aTokenIsRevokedByItsIdWhateverItsAge() {
        revoke(new Token("t-1"), NOW.minusSeconds(30));

        assertRefused(TokenRefusal.REVOKED, token("\"jti\":\"t-1\""), SHARED);
        assertRefused(TokenRefusal.REVOKED, token("\"jti\":\"t-1\",\"iat\":" + (SECONDS + 5)), SHARED);
        accepted(token("\"jti\":\"t-2\""), SHARED);
        accepted(token("\"sub\":\"t-1\""), SHARED);
    }

    @Test
    void aUsersTokensAreRevokedIfTheyAreNotYounger() {
        revoke(new User(new UserId("7")), NOW);

        assertRefused(TokenRefusal.REVOKED, token("\"sub\":\"7\",\"iat\":" + (SECONDS - 1)), SHARED);
        assertRefused(TokenRefusal.REVOKED, token("\"sub\":\"7\",\"iat\":" + SECONDS), SHARED);
        assertRefused(TokenRefusal.REVOKED, token("\"sub\":\"7\""), SHARED);
        accepted(token("\"sub\":\"7\",\"iat\":" + (SECONDS + 1)), SHARED);
        accepted(token("\"sub\":\"8\""), SHARED);
        accepted(token("\"jti\":\"7\""), SHARED);
    }

    @Test
    void whatIsRevokedInOneAppIsGoodInAnother() {
        revoke(new User(new UserId("7")), NOW);

        accepted(token("\"sub\":\"7\""), app("2", SHARED.tokenTrust()));
    }

    @Test
    void channelsAreRevokedForTokensThatAreNotYounger() {
        String capabilities = "\"capabilities\":{\"private-*\":[\"subscribe\"]}";
        AccessClaims claims = accepted(token(capabilities + ",\"iat\":" + SECONDS), SHARED);
        AccessClaims younger = accepted(token(capabilities + ",\"iat\":" + (SECONDS + 1)), SHARED);
        var allowed = new Ruling(true, "private-* allows subscribe on private-orders-1.");
        assertThat(decide(claims, ORDERS)).isEqualTo(allowed);

        revoke(new Channels(Glob.of("private-orders-*")), NOW);

        assertThat(decide(claims, ORDERS)).isEqualTo(new Ruling(false, "private-* allows subscribe on private-orders-1,"
                + " and it was revoked on all channels that fit private-orders-* for tokens issued until "
                + "2026-01-01T00:00:00Z."));
        assertThat(decide(younger, ORDERS)).isEqualTo(allowed);
        assertThat(decide(claims, new ChannelName("private-other")).allowed()).isTrue();
        assertThat(access.revocation(SHARED.id(), ORDERS, Optional.of(NOW))).isPresent();
        assertThat(access.revocation(SHARED.id(), ORDERS, Optional.of(NOW.plusMillis(1)))).isEmpty();
        assertThat(access.revocation(new AppId("2"), ORDERS, Optional.empty())).isEmpty();
    }

    private Ruling decide(AccessClaims claims, ChannelName channel) {
        return access.decide(SHARED.id(), claims, channel, ChannelOperation.SUBSCRIBE);
    }

    @Test
    void aRulingNamesThePatternThatDecided() {
        AccessClaims claims = accepted(
                token("\"capabilities\":{\"private-*\":[\"subscribe\"],\"private-orders-*\":[\"publish\"]}"), SHARED);

        assertThat(decide(claims, ORDERS))
                .isEqualTo(new Ruling(false, "private-orders-* does not allow subscribe on private-orders-1."));
        assertThat(decide(claims, new ChannelName("presence-x"))).isEqualTo(
                new Ruling(false, "No pattern of the token's capabilities matches presence-x."));
    }
}
