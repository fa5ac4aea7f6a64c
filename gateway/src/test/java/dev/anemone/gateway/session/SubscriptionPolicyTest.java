package dev.anemone.gateway.session;

import static org.assertj.core.api.Assertions.assertThat;

import dev.anemone.auth.SubscriptionSigner;
import dev.anemone.gateway.protocol.ClientMessage.Subscribe;
import dev.anemone.gateway.session.SubscriptionPolicy.Decision;
import dev.anemone.gateway.session.SubscriptionPolicy.Decision.Allowed;
import dev.anemone.gateway.session.SubscriptionPolicy.Decision.Refused;
import dev.anemone.model.App;
import dev.anemone.model.AppKey;
import dev.anemone.model.ChannelName;
import dev.anemone.model.Credential;
import dev.anemone.model.Member;
import dev.anemone.model.SocketId;
import dev.anemone.model.UserId;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Key, secret, socket and digests are those of Pusher's worked examples.
class SubscriptionPolicyTest {
    private static final SocketId SOCKET = new SocketId("1234.1234");
    private static final String KEY = Apps.CREDENTIAL.key().value();
    private static final String DIGEST = "58df8b0c36d6982b82c3ecf6b4662e34fe8c25bba48f5369f135bf843651c3a4";
    private static final Allowed OPEN = new Allowed(Grant.Open.OPEN, null);
    private static final Instant NOW = Instant.ofEpochSecond(1_700_000_000);
    private static final Grant SIGNED = new Grant.Signed(NOW);
    private static final Allowed NO_MEMBER = new Allowed(SIGNED, null);

    private static Decision decide(String channel, @Nullable String auth, @Nullable String channelData) {
        return decide(Apps.OPEN, channel, auth, channelData);
    }

    private static Decision decide(App app, String channel, @Nullable String auth, @Nullable String channelData) {
        return SubscriptionPolicy.decide(app, SOCKET, null, null, NOW,
                new Subscribe(new ChannelName(channel), auth, channelData));
    }

    private static Decision signed(String channel, @Nullable String channelData) {
        String auth = SubscriptionSigner.sign(Apps.CREDENTIAL, SOCKET, new ChannelName(channel), channelData);
        return decide(channel, auth, channelData);
    }

    private static Refused refused(String type, int status, String message) {
        return new Refused(new Refusal(type, status, message, message));
    }

    @ParameterizedTest
    @ValueSource(strings = {"my-channel", "cache-x", "privateer", "presence", "private", "Private-x",
            "foo-bar_1234@=,.;",
            "mycache-x"})
    void publicChannelsAreOpen(String channel) {
        assertThat(decide(channel, null, null)).isEqualTo(OPEN);
        assertThat(decide(channel, "ignored", "{\"user_id\":1}")).isEqualTo(OPEN);
    }

    @Test
    void aChannelIsSignedLikeTheWorkedExamples() {
        assertThat(decide("private-foobar", KEY + ":" + DIGEST, null)).isEqualTo(NO_MEMBER);
        assertThat(decide("private-azAZ9_=@,.;",
                KEY + ":208cbbce2a22fd7d7c3509046b17a97b99d345cf4c195bc0d54af9004a022b0b", null)).isEqualTo(NO_MEMBER);
        assertThat(decide("presence-foobar",
                KEY + ":31935e7d86dba64c2a90aed31fdc61869f9b22ba9d8863bba239c03ca481bc80",
                "{\"user_id\":10,\"user_info\":{\"name\":\"Mr. Channels\"}}"))
                .isEqualTo(new Allowed(SIGNED, new Member(new UserId("10"), "{\"name\":\"Mr. Channels\"}")));
    }

    @ParameterizedTest
    @ValueSource(strings = {"private-x", "private-cache-x", "private-encrypted-x", "private-encrypted-cache-x"})
    void privateChannelsOfEveryKindNeedASignature(String channel) {
        assertThat(signed(channel, null)).isEqualTo(NO_MEMBER);
        assertThat(signed(channel, "anything")).isEqualTo(NO_MEMBER);
        assertThat(decide(channel, null, null))
                .isEqualTo(refused("AuthError", 401, "Auth info required to subscribe to " + channel));
    }

    @ParameterizedTest
    @ValueSource(strings = {"presence-x", "presence-cache-x"})
    void presenceChannelsNeedASignatureAndAMember(String channel) {
        assertThat(signed(channel, "{\"user_id\":\"1\"}"))
                .isEqualTo(new Allowed(SIGNED, new Member(new UserId("1"), "{}")));
        assertThat(decide(channel, null, "{\"user_id\":\"1\"}"))
                .isEqualTo(refused("AuthError", 401, "Auth info required to subscribe to " + channel));
        assertThat(signed(channel, null)).isEqualTo(refused("AuthError", 401,
                channel + " is a presence channel and subscription must include channel_data"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"nocolon", ":", ":signature", "key:"})
    void anAuthIsKeyAndSignature(String auth) {
        assertThat(decide("private-foobar", auth, null)).isEqualTo(refused("AuthError", 401,
                "Auth value for subscription to private-foobar is invalid: should be of format 'key:signature'"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"other", "not a key!", "278D425BDF160C739803"})
    void theKeyMustBeTheApps(String key) {
        assertThat(decide("private-foobar", key + ":" + DIGEST, null))
                .isEqualTo(refused("AuthError", 401, "Invalid key in subscription auth data: '" + key + "'"));
    }

    @Test
    void anyKeyOfTheAppWillDo() {
        var old = new Credential(new AppKey("old"), "old secret");
        App app = App.builder(Apps.OPEN.id(), List.of(old, Apps.CREDENTIAL)).build();
        String signedByOld = SubscriptionSigner.sign(old, SOCKET, new ChannelName("private-foobar"), null);

        assertThat(decide(app, "private-foobar", signedByOld, null)).isEqualTo(NO_MEMBER);
        assertThat(decide(app, "private-foobar", KEY + ":" + DIGEST, null)).isEqualTo(NO_MEMBER);
        assertThat(decide(app, "private-foobar", "old:" + DIGEST, null)).isInstanceOf(Refused.class);
    }

    @ParameterizedTest
    @CsvSource({"private-foobar,58df8b0c36d6982b82c3ecf6b4662e34fe8c25bba48f5369f135bf843651c3a5",
            "private-foobar,58df8b0c36d6982b82c3ecf6b4662e34fe8c25bba48f5369f135bf843651c3a",
            "private-other,58df8b0c36d6982b82c3ecf6b4662e34fe8c25bba48f5369f135bf843651c3a4",
            "private-foobar,a:58df8b0c36d6982b82c3ecf6b4662e34fe8c25bba48f5369f135bf843651c3a4"})
    void anotherSignatureIsRefused(String channel, String signature) {
        assertThat(decide(channel, KEY + ":" + signature, null)).isEqualTo(refused("AuthError", 401,
                "Invalid signature: Expected HMAC SHA256 hex digest of 1234.1234:" + channel + ", but got "
                        + signature));
    }

    @Test
    void signaturesAreLowerCase() {
        assertThat(decide("private-foobar", KEY + ":" + DIGEST.toUpperCase(Locale.ROOT), null))
                .isInstanceOf(Refused.class);
    }

    @Test
    void aSignatureIsForOneSocket() {
        var request = new Subscribe(new ChannelName("private-foobar"), KEY + ":" + DIGEST, null);

        assertThat(SubscriptionPolicy.decide(Apps.OPEN, new SocketId("1234.1235"), null, null, NOW, request))
                .isInstanceOf(Refused.class);
    }

    @Test
    void channelDataMustBeSignedWhereverItIsSent() {
        assertThat(decide("private-foobar", KEY + ":" + DIGEST, "{}")).isEqualTo(refused("AuthError", 401,
                "Invalid signature: Expected HMAC SHA256 hex digest of 1234.1234:private-foobar:{}, but got "
                        + DIGEST));
    }

    @Test
    void channelDataIsVerifiedAsItCame() {
        String spaced = "{ \"user_id\" : \"a\\/b\\u00e9\" }";
        String auth = SubscriptionSigner.sign(Apps.CREDENTIAL, SOCKET, new ChannelName("presence-x"), spaced);

        assertThat(decide("presence-x", auth, spaced))
                .isEqualTo(new Allowed(SIGNED, new Member(new UserId("a/bé"), "{}")));
        assertThat(decide("presence-x", auth, "{\"user_id\":\"a/bé\"}")).isInstanceOf(Refused.class);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', value = {"not json|channel_data is not valid JSON",
            "[]|channel_data must be a JSON object",
            "{}|channel_data must include a user_id, a string or a number",
            "{\"user_id\":\"\"}|channel_data must include a user_id, a string or a number",
            "{\"user_id\":\"1\",\"user_info\":\"x\"}|user_info supplied to presence subscription is invalid"
                    + " - if supplied it must be a type of hash"})
    void aMemberMustBeReadable(String channelData, String message) {
        assertThat(signed("presence-x", channelData)).isEqualTo(refused("AuthError", 400, message));
    }

    @Test
    void nothingIsReadBeforeItIsVerified() {
        assertThat(decide("presence-x", KEY + ":" + DIGEST, "not json")).isInstanceOfSatisfying(Refused.class,
                refused -> assertThat(refused.refusal().message()).startsWith("Invalid signature"));
    }

    @Test
    void aUserOnlyHearsOfItself() {
        assertThat(decide("#server-to-user-1", null, null)).isEqualTo(refused("AuthError", 403,
                "Only connections signed in as that user may subscribe to #server-to-user-1"));
    }

    @Test
    void aNameMayHave164Characters() {
        assertThat(decide("x".repeat(164), null, null)).isEqualTo(OPEN);
        assertThat(decide("x".repeat(165), null, null)).isEqualTo(refused("AuthError", 400,
                "Invalid channel name: it has 165 characters, at most 164 are allowed"));
    }
}
