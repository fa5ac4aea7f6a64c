package dev.anemone.auth;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.anemone.model.AppKey;
import dev.anemone.model.Credential;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Vectors are those of Pusher's docs, "HTTP API reference", "Worked authentication example", and of the official SDKs'
/// own tests.
class RequestSignerTest {
    private static final String STRING_TO_SIGN = """
            POST
            /apps/3/events
            auth_key=278d425bdf160c739803&auth_timestamp=1353088179&auth_version=1.0&body_md5=ec365a775a4cd0599faeb73354201b6f""";
    private static final String SIGNATURE = "da454824c97ba181a32ccc17a72625ba02771f50b50e1e7430e47a1f3f457e6c";

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
            """
                    7ad3773142a6692b25b8 | POST | /apps/3/events \
                    | auth_key=278d425bdf160c739803&auth_timestamp=1353088179&auth_version=1.0\
                    &body_md5=ec365a775a4cd0599faeb73354201b6f \
                    | da454824c97ba181a32ccc17a72625ba02771f50b50e1e7430e47a1f3f457e6c""",
            """
                    secret | POST | /some/path \
                    | auth_key=key&auth_timestamp=1234&auth_version=1.0&go=here&query=params \
                    | 3b237953a5ba6619875cbb2a2d43e8da9ef5824e8a2c689f6284ac85bc1ea0db""",
            """
                    tofu | GET | /event \
                    | auth_key=f00d&auth_timestamp=1234567890&auth_version=1.0&body_md5=165d5e6d7ca8f73b3853ce45addf42fc \
                    | a650196dc427ebe837226f8565ca9232198c6d1b9455eaa72374a9dc0b620e7b""",
            """
                    tofu | GET | /event \
                    | auth_key=f00d&auth_timestamp=1234567890&auth_version=1.0&baz=123454321&foo=bar \
                    | d8bdbd31911fb7400a14fbd36fd7de053494725b64400ae5856deafe304b34a9"""})
    void signsAndVerifiesLikeTheWorkedExamples(String secret, String method, String path, String parameters,
            String signature) {
        Credential credential = credential(secret);
        String stringToSign = RequestSigner.stringToSign(method, path, parameters);

        assertEquals(signature, RequestSigner.sign(credential, stringToSign));
        assertTrue(RequestSigner.verify(credential, stringToSign, signature));
    }

    @Test
    void whatIsSignedIsThreeLines() {
        assertEquals(STRING_TO_SIGN, RequestSigner.stringToSign("POST", "/apps/3/events",
                "auth_key=278d425bdf160c739803&auth_timestamp=1353088179&auth_version=1.0"
                        + "&body_md5=ec365a775a4cd0599faeb73354201b6f"));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', value = {
            """
                    {"name":"foo","channels":["project-3"],"data":"{\\"some\\":\\"data\\"}"} \
                    | ec365a775a4cd0599faeb73354201b6f""",
            "example body | 165d5e6d7ca8f73b3853ce45addf42fc", "`` | d41d8cd98f00b204e9800998ecf8427e"})
    void hashesBodiesLikeTheWorkedExamples(String body, String md5) {
        assertEquals(md5, RequestSigner.bodyMd5(body.getBytes(StandardCharsets.UTF_8)));
    }

    @Test
    void virtualThreadsHashLikePlatformThreads() throws InterruptedException {
        String[] md5 = new String[1];

        Thread.ofVirtual().start(() -> md5[0] = RequestSigner.bodyMd5(new byte[0])).join();

        assertEquals("d41d8cd98f00b204e9800998ecf8427e", md5[0]);
    }

    @Test
    void multiByteParametersAreSignedAsUtf8() {
        String stringToSign = RequestSigner.stringToSign("GET", "/apps/3/channels", "name=ß€🪼");

        // printf 'GET\n/apps/3/channels\nname=ß€🪼' | openssl dgst -sha256 -hmac secret
        assertEquals("b570669d77e67ae36d558d6aac7d8d4a626cb111aa73e33d3d3cb4164579bf35",
                RequestSigner.sign(credential("secret"), stringToSign));
    }

    @Test
    void anyOtherSignatureIsRefused() {
        Credential credential = credential("7ad3773142a6692b25b8");

        assertTrue(RequestSigner.verify(credential, STRING_TO_SIGN, SIGNATURE));
        assertFalse(RequestSigner.verify(credential, STRING_TO_SIGN, SIGNATURE.toUpperCase(Locale.ROOT)));
        assertFalse(RequestSigner.verify(credential, STRING_TO_SIGN, SIGNATURE.substring(1)));
        assertFalse(RequestSigner.verify(credential, STRING_TO_SIGN, ""));
        assertFalse(RequestSigner.verify(credential, STRING_TO_SIGN + " ", SIGNATURE));
        assertFalse(RequestSigner.verify(credential("7ad3773142a6692b25b9"), STRING_TO_SIGN, SIGNATURE));
    }

    private static Credential credential(String secret) {
        return new Credential(new AppKey("key"), secret);
    }
}
