package dev.anemone.gateway.transport.http;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.anemone.auth.RequestSigner;
import dev.anemone.auth.access.TokenAccess;
import dev.anemone.gateway.session.Apps;
import dev.anemone.model.App;
import dev.anemone.model.AppKey;
import dev.anemone.model.ChannelName;
import dev.anemone.model.Credential;
import dev.anemone.model.TokenKey;
import dev.anemone.store.memory.MemoryStore;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ReaderPolicyTest {
    private static final long NOW = 1_700_000_000;
    private static final String PATH = "/app/278d425bdf160c739803/channels/private-a/events";
    private static final String TOKEN_KEY = "0123456789012345678901234567890123456789";
    private static final App APP = Apps.OPEN.toBuilder().tokenKeys(List.of(new TokenKey(TOKEN_KEY))).build();
    private static final int ALLOWED = 200;

    private final ReaderPolicy policy = new ReaderPolicy(() -> Instant.ofEpochSecond(NOW), Duration.ofSeconds(600),
            TokenAccess.start(MemoryStore.create(List.of()).revocations(), () -> Instant.ofEpochSecond(NOW),
                    System::nanoTime, Duration.ofSeconds(10), Duration.ofMinutes(5)));

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

    private static String token(String claims) throws GeneralSecurityException {
        Base64.Encoder base64 = Base64.getUrlEncoder().withoutPadding();
        String content = base64.encodeToString("{\"alg\":\"HS256\"}".getBytes(UTF_8)) + "."
                + base64.encodeToString(claims.getBytes(UTF_8));
        Mac mac = Mac.getInstance("HmacSHA256");
        mac.init(new SecretKeySpec(TOKEN_KEY.getBytes(UTF_8), "HmacSHA256"));
        return content + "." + base64.encodeToString(mac.doFinal(content.getBytes(UTF_8)));
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
    void aTokenThatMaySubscribeIsEnoughInTheHeaderOrTheQuery() throws GeneralSecurityException {
        String token = token("{\"exp\":" + (NOW + 60) + ",\"capabilities\":{\"private-a\":[\"subscribe\"]}}");

        assertThat(decide("private-a", "token=" + token)).isEqualTo(ALLOWED);
        assertThat(decide("private-a", ReaderProof.of(PATH, "", "Bearer " + token))).isEqualTo(ALLOWED);
        assertThat(decide("private-b", "token=" + token)).isEqualTo(403);
    }

    @Test
    void aTokenIsGoodUntilItExpiresAndASignatureForGood() throws GeneralSecurityException {
        String token = token("{\"exp\":" + (NOW + 60) + ",\"capabilities\":{\"private-a\":[\"subscribe\"]}}");

        assertThat(policy.decide(APP, new ChannelName("private-a"), ReaderProof.of(PATH, "token=" + token, null)))
                .isCompletedWithValue(new ReaderPolicy.Decision.Allowed(Instant.ofEpochSecond(NOW + 70)));
        assertThat(policy.decide(APP, new ChannelName("private-a"),
                ReaderProof.of(PATH, signed(Apps.CREDENTIAL, NOW), null)))
                .isCompletedWithValue(new ReaderPolicy.Decision.Allowed(null));
    }

    @Test
    void aTokenThatMayDoOtherThingsOrIsPastIsNot() throws GeneralSecurityException {
        String publisher = token("{\"exp\":" + (NOW + 60) + ",\"capabilities\":{\"private-a\":[\"publish\"]}}");
        String past = token("{\"exp\":" + (NOW - 60) + ",\"capabilities\":{\"private-a\":[\"subscribe\"]}}");

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
