package dev.anemone.auth.access;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.anemone.auth.ChannelOperation;
import dev.anemone.auth.TokenForge;
import dev.anemone.model.App;
import dev.anemone.model.AppId;
import dev.anemone.model.AppKey;
import dev.anemone.model.ChannelName;
import dev.anemone.model.Credential;
import dev.anemone.model.EncryptionMasterKey;
import dev.anemone.model.Glob;
import dev.anemone.model.Revocation;
import dev.anemone.model.TokenKey;
import dev.anemone.model.TokenTrust;
import dev.anemone.model.UserId;
import dev.anemone.store.Store;
import dev.anemone.store.memory.MemoryStore;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ExplanationTest {
    private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");
    private static final String SECRET = "0123456789abcdef0123456789abcdef";
    private static final String MASTER_KEY = "MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3ODlhYmNkZWY=";
    private static final ChannelName ORDERS = new ChannelName("private-orders-7");
    private static final App APP = App
            .builder(new AppId("1"), List.of(new Credential(new AppKey("app-key"), "app-secret")))
            .tokenKeys(List.of(new TokenKey(SECRET))).clientEvents(true).build();

    private final Store store = MemoryStore.create(List.of());
    private final TokenAccess tokens = TokenAccess.start(store.revocations(), InstantSource.fixed(NOW),
            System::nanoTime, Duration.ofSeconds(10), Duration.ofMinutes(5));

    @AfterEach
    void close() {
        tokens.close();
    }

    // The token

    @Test
    void aPatternThatAllowsItDecides() {
        assertEquals(
                new Explanation(true, "pattern", "private-orders-{sub} allows subscribe on private-orders-7."),
                explain(token("\"sub\":\"7\",\"capabilities\":{\"private-orders-{sub}\":[\"subscribe\"]}")));
    }

    @Test
    void aChannelThatNoPatternMatchesIsNotAllowed() {
        assertEquals(
                new Explanation(false, "pattern", "No pattern of the token's capabilities matches private-orders-7."),
                explain(token("\"sub\":\"8\",\"capabilities\":{\"private-orders-{sub}\":[\"subscribe\"]}")));
    }

    @Test
    void anOperationThatThePatternLacksDecides() {
        assertEquals(
                new Explanation(false, "operation", "private-* does not allow subscribe on private-orders-7."),
                explain(token("\"capabilities\":{\"*\":[\"subscribe\"],\"private-*\":[\"publish\"]}")));
    }

    @Test
    void anUnusableTokenIsNamed() {
        assertEquals(
                new Explanation(false, "token", "The token is refused, MALFORMED: It is not a signed JSON object, or a"
                        + " registered claim has the wrong type: iss, sub and jti are text; exp, nbf and iat are"
                        + " seconds."),
                explain("not a token"));
        assertDenied("token", "MALFORMED_CLAIM: capabilities: expected a list", token("\"capabilities\":{\"x\":1}"));
        assertDenied("token", "TOO_LONG", "x".repeat(8_193));
    }

    @Test
    void itIsSaidWhichClaimOrKeyDecides() {
        assertDenied("signature", "BAD_SIGNATURE", TokenForge.hs256("k".repeat(32), claims("\"sub\":\"7\"")));
        assertDenied("expiry", "EXPIRED", TokenForge.hs256(SECRET,
                "{\"exp\":" + NOW.minusSeconds(11).getEpochSecond() + "}"));
        assertDenied("expiry", "NO_EXPIRY", TokenForge.hs256(SECRET, "{}"));
        assertDenied("expiry", "NOT_YET_VALID", token("\"nbf\":" + NOW.plusSeconds(11).getEpochSecond()));
    }

    @Test
    void issuerAndAudienceDecideIfTheAppNamesThem() {
        App picky = APP.toBuilder().tokenTrust(new TokenTrust(List.of(new TokenKey(SECRET)), List.of(),
                Optional.empty(), Optional.of("https://idp.example"), Optional.of("chat"))).build();

        assertThat(explain(picky, token("\"iss\":\"x\""), ORDERS, ChannelOperation.SUBSCRIBE).decidedBy())
                .isEqualTo("issuer");
        assertThat(explain(picky, token("\"iss\":\"https://idp.example\",\"aud\":\"shop\""), ORDERS,
                ChannelOperation.SUBSCRIBE).decidedBy()).isEqualTo("audience");
    }

    @Test
    void keysThatCannotBeHadDecide() {
        App unreachable = APP.toBuilder().tokenTrust(new TokenTrust(List.of(), List.of(),
                Optional.of(URI.create("http://127.0.0.1:1/keys")), Optional.empty(), Optional.empty())).build();
        String token = TokenForge.signed("HmacSHA256", SECRET, "{\"alg\":\"ES256\",\"kid\":\"1\"}",
                claims("\"sub\":\"7\""));

        Explanation explanation = explain(unreachable, token, ORDERS, ChannelOperation.SUBSCRIBE);

        assertEquals("signature", explanation.decidedBy());
        assertThat(explanation.sentence()).contains("KEYS_UNAVAILABLE");
    }

    // Revocations

    @Test
    void whatWasTakenBackIsNamed() {
        String token = token("\"jti\":\"t\",\"sub\":\"7\",\"capabilities\":{\"private-*\":[\"subscribe\"]}");
        assertThat(explain(token).allowed()).isTrue();

        revoke(new Revocation.Channels(Glob.of("private-orders-*")));
        assertEquals(new Explanation(false, "revocation", "private-* allows subscribe on private-orders-7, and it was"
                + " revoked on all channels that fit private-orders-* for tokens issued until 2026-01-01T00:00:00Z."),
                explain(token));
        revoke(new Revocation.User(new UserId("7")));
        assertDenied("revocation", "REVOKED: Its user was revoked for tokens issued until 2026-01-01", token);
        revoke(new Revocation.Token("t"));
        assertDenied("revocation", "REVOKED: It was revoked for tokens issued until 2026-01-01", token);
    }

    // Channels

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {"chat | SUBSCRIBE | true | channel | chat is public and needs no token.",
            "chat | HISTORY | true | channel | chat is public and needs no token.",
            "chat | PUBLISH | false | operation | Client events go to private and presence channels only, and chat is neither.",
            "#server-to-user-7 | SUBSCRIBE | false | channel | #server-to-user-7 is heard by connections that are signed in as that user, and opened by no capability.",
            "private-x | PRESENCE | false | operation | private-x is subscribed to by subscribe, not by presence.",
            "presence-x | SUBSCRIBE | false | operation | presence-x is subscribed to by presence, not by subscribe.",
            "private-encrypted-x | SUBSCRIBE | false | channel | private-encrypted-x is encrypted, and the app has no encryption-master-key to derive its secret from.",
            "private-x | PUBLISH | true | pattern | * allows publish on private-x.",
            "private-x | HISTORY | true | pattern | * allows history on private-x.",
            "presence-x | PRESENCE | true | pattern | * allows presence on presence-x."})
    void channelsHaveRulesOfTheirOwn(String channel, ChannelOperation operation, boolean allowed, String decidedBy,
            String sentence) {
        assertEquals(new Explanation(allowed, decidedBy, sentence), explain(APP,
                token("\"sub\":\"7\",\"capabilities\":{\"*\":[\"subscribe\",\"presence\",\"publish\",\"history\"]}"),
                new ChannelName(channel), operation));
    }

    @Test
    void encryptedChannelsAreHadWithAMasterKey() {
        App encrypting = APP.toBuilder()
                .encryptionMasterKey(Optional.of(EncryptionMasterKey.ofBase64(MASTER_KEY))).build();

        assertThat(explain(encrypting, token("\"capabilities\":{\"*\":[\"subscribe\"]}"),
                new ChannelName("private-encrypted-x"), ChannelOperation.SUBSCRIBE).allowed()).isTrue();
    }

    @Test
    void clientEventsNeedTheAppToHaveThem() {
        assertEquals(new Explanation(false, "operation", "The app has no client-events."),
                explain(APP.toBuilder().clientEvents(false).build(), token("\"capabilities\":{\"*\":[\"publish\"]}"),
                        ORDERS, ChannelOperation.PUBLISH));
    }

    @Test
    void channelNamesAreAsLongAsTheAppAllows() {
        String mayAll = token("\"capabilities\":{\"*\":[\"subscribe\"]}");
        String longest = "private-" + "x".repeat(164 - "private-".length());

        assertThat(explain(APP, mayAll, new ChannelName(longest), ChannelOperation.SUBSCRIBE).allowed()).isTrue();
        assertEquals(
                new Explanation(false, "channel",
                        "Channels of the app have names of at most 164 characters; this one has 165."),
                explain(APP, mayAll, new ChannelName(longest + "x"), ChannelOperation.SUBSCRIBE));
    }

    @Test
    void membersNeedAUserOfTheRightSize() {
        var room = new ChannelName("presence-x");
        String may = "\"capabilities\":{\"*\":[\"presence\"]}";

        assertEquals(new Explanation(false, "token", "The token has no sub, which presence channels need."),
                explain(APP, token(may), room, ChannelOperation.PRESENCE));
        assertThat(explain(APP, token("\"sub\":\"" + "u".repeat(128) + "\"," + may), room, ChannelOperation.PRESENCE)
                .allowed()).isTrue();
        assertEquals(new Explanation(false, "token", "The app's members have ids of at most 128 characters and info of"
                + " at most 1024 bytes; sub has 129 and user_info 2."),
                explain(APP, token("\"sub\":\"" + "u".repeat(129) + "\"," + may), room, ChannelOperation.PRESENCE));
    }

    private void assertDenied(String decidedBy, String reason, String token) {
        Explanation explanation = explain(token);
        assertEquals(decidedBy, explanation.decidedBy());
        assertThat(explanation.allowed()).isFalse();
        assertThat(explanation.sentence()).startsWith("The token is refused, " + reason);
    }

    private Explanation explain(String token) {
        return explain(APP, token, ORDERS, ChannelOperation.SUBSCRIBE);
    }

    private Explanation explain(App app, String token, ChannelName channel, ChannelOperation operation) {
        return tokens.explain(token, app, channel, operation).toCompletableFuture().join();
    }

    private void revoke(Revocation.Subject subject) {
        store.revocations().revoke(new Revocation(APP.id(), subject, NOW, NOW.plusSeconds(60))).toCompletableFuture()
                .join();
    }

    private static String token(String claims) {
        return TokenForge.hs256(SECRET, claims(claims));
    }

    private static String claims(String claims) {
        return "{\"exp\":" + NOW.plusSeconds(60).getEpochSecond() + "," + claims + "}";
    }
}
