package dev.anemone.auth;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.anemone.model.AppKey;
import dev.anemone.model.ChannelName;
import dev.anemone.model.Credential;
import dev.anemone.model.SocketId;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Digests are those of Pusher's docs, "Generating authentication and authorization strings", and of the official SDKs'
/// own tests.
class SubscriptionSignerTest {
    private static final Credential CREDENTIAL = new Credential(
            new AppKey("278d425bdf160c739803"), "7ad3773142a6692b25b8");
    private static final SocketId SOCKET = new SocketId("1234.1234");
    private static final ChannelName PRIVATE = new ChannelName("private-foobar");
    private static final ChannelName PRESENCE = new ChannelName("presence-foobar");
    private static final String DIGEST = "58df8b0c36d6982b82c3ecf6b4662e34fe8c25bba48f5369f135bf843651c3a4";

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
            "1234.1234 | private-foobar       | 58df8b0c36d6982b82c3ecf6b4662e34fe8c25bba48f5369f135bf843651c3a4",
            "1234.1234 | private-azAZ9_=@,.; | 208cbbce2a22fd7d7c3509046b17a97b99d345cf4c195bc0d54af9004a022b0b",
            "123.456   | private-azAZ9_=@,.; | 665bd83748fc4057f730f3d9be8c9ff3145f769ce118fb390748339cc1dde7db"})
    void signsAndVerifiesPrivateChannelsLikeTheWorkedExamples(String socket, String channel, String digest) {
        var socketId = new SocketId(socket);
        var name = new ChannelName(channel);

        assertEquals("278d425bdf160c739803:" + digest, SubscriptionSigner.sign(CREDENTIAL, socketId, name, null));
        assertTrue(SubscriptionSigner.verify(CREDENTIAL, socketId, name, null, digest));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', value = {
            """
                    {"user_id":10,"user_info":{"name":"Mr. Channels"}} \
                    | 31935e7d86dba64c2a90aed31fdc61869f9b22ba9d8863bba239c03ca481bc80""",
            """
                    {"user_id":10,"user_info":{"name":"Mr. Pusher"}} \
                    | afaed3695da2ffd16931f457e338e6c9f2921fa133ce7dac49f529792be6304c"""})
    void signsAndVerifiesPresenceChannelsLikeTheWorkedExamples(String channelData, String digest) {
        assertEquals("278d425bdf160c739803:" + digest,
                SubscriptionSigner.sign(CREDENTIAL, SOCKET, PRESENCE, channelData));
        assertTrue(SubscriptionSigner.verify(CREDENTIAL, SOCKET, PRESENCE, channelData, digest));
    }

    @Test
    void channelDataIsSignedOnChannelsOfAnyKind() {
        assertEquals("1234.1234:private-foobar:{}", SubscriptionSigner.stringToSign(SOCKET, PRIVATE, "{}"));
        assertEquals("1234.1234:presence-foobar:{}", SubscriptionSigner.stringToSign(SOCKET, PRESENCE, "{}"));
    }

    @Test
    void absentChannelDataLeavesNoColon() {
        assertEquals("1234.1234:presence-foobar", SubscriptionSigner.stringToSign(SOCKET, PRESENCE, null));
    }

    @Test
    void emptyChannelDataCountsAsAbsent() {
        assertEquals("1234.1234:private-foobar", SubscriptionSigner.stringToSign(SOCKET, PRIVATE, ""));
        assertTrue(SubscriptionSigner.verify(CREDENTIAL, SOCKET, PRIVATE, "", DIGEST));
    }

    @Test
    void aSignatureWithoutChannelDataDoesNotCoverIt() {
        assertFalse(SubscriptionSigner.verify(CREDENTIAL, SOCKET, PRIVATE, "{}", DIGEST));
    }

    @Test
    void aSignatureWithChannelDataIsNoneWithout() {
        String auth = SubscriptionSigner.sign(CREDENTIAL, SOCKET, PRIVATE, "{}");

        assertFalse(SubscriptionSigner.verify(CREDENTIAL, SOCKET, PRIVATE, null, auth.substring(21)));
    }

    @Test
    void theTextOfChannelDataIsNeverNormalised() { // PHP escapes what others write raw; the same JSON, other signatures.
        String raw = SubscriptionSigner.sign(CREDENTIAL, SOCKET, PRESENCE, "{\"user_id\":\"é/1\"}");
        String escaped = SubscriptionSigner.sign(CREDENTIAL, SOCKET, PRESENCE, "{\"user_id\":\"\\u00e9\\/1\"}");

        // printf '%s' '1234.1234:presence-foobar:{"user_id":"é/1"}' | openssl dgst -sha256 -hmac 7ad3773142a6692b25b8
        assertEquals("278d425bdf160c739803:87d9d0cfa188ea464dd10de23d9003f043eeb417112e4207056315589e723c8c", raw);
        assertEquals("278d425bdf160c739803:8dd66f545af3cee5a294d121f69a19c0b4de7dff3f68380ac78d2813cbf05f03", escaped);
    }

    @Test
    void textIsSignedAsUtf8() { // Two, three and four bytes a character.
        String auth = SubscriptionSigner.sign(CREDENTIAL, SOCKET, PRESENCE, "{\"user_id\":\"ß€🪼\"}");

        // printf '%s' '1234.1234:presence-foobar:{"user_id":"ß€🪼"}' | openssl dgst -sha256 -hmac 7ad3773142a6692b25b8
        assertEquals("278d425bdf160c739803:b30e5b76cbbb545786c8310f66b3e9248698b764fd498587d9804969248608a8", auth);
    }

    @Test
    void upperCaseHexIsRefused() {
        assertFalse(SubscriptionSigner.verify(CREDENTIAL, SOCKET, PRIVATE, null, DIGEST.toUpperCase(Locale.ROOT)));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "5", "58df8b0c36d6982b82c3ecf6b4662e34fe8c25bba48f5369f135bf843651c3a",
            "58df8b0c36d6982b82c3ecf6b4662e34fe8c25bba48f5369f135bf843651c3a40",
            "58df8b0c36d6982b82c3ecf6b4662e34fe8c25bba48f5369f135bf843651c3a5",
            "68df8b0c36d6982b82c3ecf6b4662e34fe8c25bba48f5369f135bf843651c3a4",
            "58df8b0c36d6982b82c3ecf6b4662e34fe8c25bba48f5369f135bf843651c3a4 ",
            "58df8b0c36d6982b82c3ecf6b4662e34fe8c25bba48f5369f135bf843651c3a4:",
            "５８df8b0c36d6982b82c3ecf6b4662e34fe8c25bba48f5369f135bf843651c3a4", "\ud800"})
    void anyOtherSignatureIsRefused(String signature) {
        assertFalse(SubscriptionSigner.verify(CREDENTIAL, SOCKET, PRIVATE, null, signature));
    }

    @Test
    void aSignatureIsForOneSocketOneChannelAndOneSecret() {
        var otherSecret = new Credential(CREDENTIAL.key(), "7ad3773142a6692b25b9");

        assertTrue(SubscriptionSigner.verify(CREDENTIAL, SOCKET, PRIVATE, null, DIGEST));
        assertFalse(SubscriptionSigner.verify(CREDENTIAL, new SocketId("1234.1235"), PRIVATE, null, DIGEST));
        assertFalse(SubscriptionSigner.verify(CREDENTIAL, SOCKET, new ChannelName("private-foobaz"), null, DIGEST));
        assertFalse(SubscriptionSigner.verify(otherSecret, SOCKET, PRIVATE, null, DIGEST));
    }

    @Test
    void virtualThreadsSignLikePlatformThreads() throws InterruptedException {
        String[] signed = new String[1];

        Thread.ofVirtual().start(() -> signed[0] = SubscriptionSigner.sign(CREDENTIAL, SOCKET, PRIVATE, null)).join();

        assertEquals("278d425bdf160c739803:" + DIGEST, signed[0]);
    }
}
