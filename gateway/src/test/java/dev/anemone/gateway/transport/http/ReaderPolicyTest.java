package dev.anemone.gateway.transport.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.anemone.auth.AccessClaims;
import dev.anemone.auth.RequestSigner;
import dev.anemone.gateway.session.Apps;
import dev.anemone.gateway.session.Tokens;
import dev.anemone.model.App;
import dev.anemone.model.AppKey;
import dev.anemone.model.ChannelName;
import dev.anemone.model.Credential;
import dev.anemone.model.EncryptionMasterKey;
import dev.anemone.model.Glob;
import dev.anemone.model.Revocation;
import dev.anemone.store.memory.MemoryStore;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ReaderPolicyTest {
    private static final long NOW = 1_700_000_000;
    private static final String PATH = "/app/278d425bdf160c739803/channels/private-a/events";
    private static final App APP = Tokens.TRUSTING;
    private static final int ALLOWED = 200;

    private final MemoryStore store = MemoryStore.create(List.of());
    private final ReaderPolicy policy = new ReaderPolicy(() -> Instant.ofEpochSecond(NOW), Duration.ofMinutes(10),
            Tokens.access(store, () -> Instant.ofEpochSecond(NOW)));

    private int decide(String channel, String query) {
        return decide(channel, ReaderProof.of(PATH, query, null));
    }

    private int decide(String channel, ReaderProof proof) {
        return switch (policy.decide(APP, new ChannelName(channel), proof).toCompletableFuture().join()) {
            case ReaderPolicy.Decision.Allowed _ -> ALLOWED;
            case ReaderPolicy.Decision.Refused(var status, var _) -> status;
        };
    }

    private static String signed(Credential credential, long timestamp) {
        String parameters = "auth_key=" + credential.key() + "&auth_timestamp=" + timestamp + "&auth_version=1.0";
        return parameters + "&auth_signature="
                + RequestSigner.sign(credential, RequestSigner.stringToSign("GET", PATH, parameters));
    }

    @ParameterizedTest
    @ValueSource(strings = {"news", "cache-news"})
    void publicChannelsAreOpen(String channel) {
        assertThat(decide(channel, "")).isEqualTo(ALLOWED);
    }

    @ParameterizedTest
    @ValueSource(strings = {"presence-a", "presence-cache-a", "#server-to-user-ann"})
    void channelsOfMembersAndUsersAreClosedWhateverIsShown(String channel) {
        assertThat(decide(channel, signed(Apps.CREDENTIAL, NOW))).isEqualTo(403);
    }

    @ParameterizedTest
    @ValueSource(strings = {"private-a", "private-cache-a", "private-encrypted-a", "private-encrypted-cache-a"})
    void privateChannelsAskForAProof(String channel) {
        assertThat(decide(channel, "")).isEqualTo(401);
        assertThat(decide(channel, signed(Apps.CREDENTIAL, NOW))).isEqualTo(ALLOWED);
    }

    @Test
    void aSignatureIsGoodWithinTheSkew() {
        assertThat(decide("private-a", signed(Apps.CREDENTIAL, NOW - 599))).isEqualTo(ALLOWED);
        assertThat(decide("private-a", signed(Apps.CREDENTIAL, NOW + 599))).isEqualTo(ALLOWED);
        assertThat(decide("private-a", signed(Apps.CREDENTIAL, NOW - 600))).isEqualTo(401);
        assertThat(decide("private-a", signed(Apps.CREDENTIAL, NOW + 600))).isEqualTo(401);
    }

    @Test
    void aSignatureCoversKeyPathAndEveryParameter() {
        String good = signed(Apps.CREDENTIAL, NOW);

        assertThat(decide("private-a", signed(new Credential(new AppKey("other"), "secret"), NOW))).isEqualTo(401);
        assertThat(decide("private-a", signed(new Credential(Apps.CREDENTIAL.key(), "guess"), NOW))).isEqualTo(401);
        assertThat(decide("private-a", good + "&more=1")).isEqualTo(401);
        assertThat(decide("private-a", good.substring(0, good.length() - 1))).isEqualTo(401);
        assertThat(decide("private-a", good.replace("1.0", "2.0"))).isEqualTo(401);
        assertThat(decide("private-a", good.replaceFirst("auth_timestamp=[0-9]+", "auth_timestamp=soon")))
                .isEqualTo(401);
        assertThat(decide("private-a", ReaderProof.of(PATH.replace("private-a", "private-b"), good, null)))
                .isEqualTo(401);
        assertThat(decide("private-a", "auth_version=1.0&" + good.replace("&auth_version=1.0", "")))
                .as("in another order").isEqualTo(ALLOWED);
    }

    @Test
    void aTokenThatMaySubscribeIsEnoughInTheHeaderOrTheQuery() {
        String token = Tokens.of("{\"exp\":" + (NOW + 60) + ",\"capabilities\":{\"private-a\":[\"subscribe\"]}}");

        assertThat(decide("private-a", "token=" + token)).isEqualTo(ALLOWED);
        assertThat(decide("private-a", ReaderProof.of(PATH, "", "Bearer " + token))).isEqualTo(ALLOWED);
        assertThat(decide("private-b", "token=" + token)).isEqualTo(403);
    }

    @Test
    void aTokenLimitsHowLongAndASignatureDoesNot() {
        String token = Tokens.of("{\"exp\":" + (NOW + 60) + ",\"capabilities\":{\"private-a\":[\"subscribe\"]}}");
        var byToken = (ReaderPolicy.Decision.Allowed) policy
                .decide(APP, new ChannelName("private-a"), ReaderProof.of(PATH, "token=" + token, null))
                .toCompletableFuture().join();

        assertThat(byToken.token()).isNotNull().extracting(AccessClaims::expiresAt)
                .isEqualTo(Instant.ofEpochSecond(NOW + 60));
        assertThat(policy.decide(APP, new ChannelName("private-a"),
                ReaderProof.of(PATH, signed(Apps.CREDENTIAL, NOW), null)))
                .isCompletedWithValue(new ReaderPolicy.Decision.Allowed(null));
    }

    @Test
    void encryptedChannelsNeedAMasterKeyToBeOpenedByToken() {
        var proof = ReaderProof.of(PATH, "", "Bearer " + Tokens.of("{\"exp\":" + (NOW + 60)
                + ",\"capabilities\":{\"private-*\":[\"subscribe\"]}}"));
        App able = APP.toBuilder().encryptionMasterKey(
                Optional.of(EncryptionMasterKey.ofBase64("MDEyMzQ1Njc4OTAxMjM0NTY3ODkwMTIzNDU2Nzg5MDE="))).build();

        assertThat(decide("private-encrypted-a", proof)).isEqualTo(403);
        assertThat(policy.decide(able, new ChannelName("private-encrypted-a"), proof).toCompletableFuture().join())
                .isInstanceOf(ReaderPolicy.Decision.Allowed.class);
    }

    @Test
    void whatWasRevokedSinceIsClosed() {
        String older = Tokens.of("{\"iat\":" + NOW + ",\"exp\":" + (NOW + 60)
                + ",\"capabilities\":{\"private-*\":[\"subscribe\"]}}");
        Instant moment = Instant.ofEpochSecond(NOW).plusMillis(500);
        store.revocations().revoke(new Revocation(APP.id(), new Revocation.Channels(Glob.of("private-a")), moment,
                moment.plus(Duration.ofDays(1)))).toCompletableFuture().join();

        assertThat(decide("private-a", "token=" + older)).isEqualTo(403);
        assertThat(decide("private-a", signed(Apps.CREDENTIAL, NOW))).isEqualTo(403);
        assertThat(decide("private-a", signed(Apps.CREDENTIAL, NOW + 1))).isEqualTo(ALLOWED);
        assertThat(decide("private-b", "token=" + older)).isEqualTo(ALLOWED);
    }

    @Test
    void aTokenThatMayDoOtherThingsOrIsPastIsNot() {
        String publisher = Tokens.of("{\"exp\":" + (NOW + 60) + ",\"capabilities\":{\"private-a\":[\"publish\"]}}");
        String past = Tokens.of("{\"exp\":" + (NOW - 60) + ",\"capabilities\":{\"private-a\":[\"subscribe\"]}}");

        assertThat(decide("private-a", "token=" + publisher)).isEqualTo(403);
        assertThat(decide("private-a", "token=" + past)).isEqualTo(401);
        assertThat(decide("private-a", "token=nonsense")).isEqualTo(401);
    }

    @Test
    void aNameMayBeAsLongAsTheAppAllows() {
        int max = APP.limits().maxChannelNameLength();

        assertThat(decide("a".repeat(max), "")).isEqualTo(ALLOWED);
        assertThat(decide("a".repeat(max + 1), "")).isEqualTo(400);
    }
}
