package dev.anemone.bench.wire;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

/// The worked examples of Pusher's documentation.
class SignedPostTest {
    private static final String KEY = "278d425bdf160c739803";
    private static final String SECRET = "7ad3773142a6692b25b8";

    /// Pusher docs, "HTTP API reference", "Worked authentication example".
    @Test
    void aPublishIsSignedAsInTheWorkedExample() {
        byte[] body = "{\"name\":\"foo\",\"channels\":[\"project-3\"],\"data\":\"{\\\"some\\\":\\\"data\\\"}\"}"
                .getBytes(StandardCharsets.UTF_8);
        var post = new SignedPost("api.example.org", "/apps/3", KEY, SECRET);

        assertThat(post.target("/events", body, body.length, 1_353_088_179))
                .isEqualTo("/apps/3/events?auth_key=278d425bdf160c739803&auth_timestamp=1353088179&auth_version=1.0"
                        + "&body_md5=ec365a775a4cd0599faeb73354201b6f"
                        + "&auth_signature=da454824c97ba181a32ccc17a72625ba02771f50b50e1e7430e47a1f3f457e6c");
    }

    /// Pusher docs, "Authentication signatures", "Presence channels".
    @Test
    void aMemberIsSignedAsInTheWorkedExample() {
        String signed = "1234.1234:presence-foobar:{\"user_id\":10,\"user_info\":{\"name\":\"Mr. Channels\"}}";

        assertThat(new Hmac(SECRET).hex(signed))
                .isEqualTo("31935e7d86dba64c2a90aed31fdc61869f9b22ba9d8863bba239c03ca481bc80");
    }

    @Test
    void theRequestSaysHowLongItIs() {
        byte[] body = {'{', '}', 'x'};
        var request = new SignedPost("h:1", "/apps/3", KEY, SECRET).request("/events", body, 2, 1);

        assertThat(StandardCharsets.US_ASCII.decode(request).toString()).startsWith("POST /apps/3/events?auth_key=")
                .endsWith("Host: h:1\r\nContent-Type: application/json\r\nContent-Length: 2\r\n\r\n{}");
    }
}
