package dev.anemone.auth;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.anemone.model.AppKey;
import dev.anemone.model.Credential;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Vectors are those of the official SDKs' own tests.
class WebhookSignerTest {
    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', value = {
            """
                    tofu | {"time_ms":1403175510755,"events":[{"channel":"test_channel","name":"channel_vacated"}]} \
                    | c17257e92037cd7de407ebc1ed174ceb7b2e518db127f44411b9ffc4f5b28cc5""",
            """
                    thisisasecret | {"time_ms":1530710011901,"events":[{"name":"client_event",\
                    "channel":"private-my-channel","event":"client-event","data":"Unencrypted",\
                    "socket_id":"240621.35780774"}]} \
                    | a19cab2af3ca1029257570395e78d5d675e9e700ca676d18a375a7083178df1c"""})
    void signsLikeTheWorkedExamples(String secret, String body, String signature) {
        assertEquals(signature, sign(secret, body));
    }

    @Test
    void signsTheBytesOfMultiByteText() {
        // printf '%s' '{"data":"ß€🪼"}' | openssl dgst -sha256 -hmac tofu
        assertEquals("ac1ce1e96053b44fecac4feaad8cd5cc1789bd7fd8cd87fd6872f6dbdd7306a2",
                sign("tofu", "{\"data\":\"ß€🪼\"}"));
    }

    private static String sign(String secret, String body) {
        return WebhookSigner.sign(new Credential(new AppKey("key"), secret), body.getBytes(StandardCharsets.UTF_8));
    }
}
