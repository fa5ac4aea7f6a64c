package dev.anemone.auth.http;

import static dev.anemone.auth.http.AuthServer.CREDENTIAL;
import static dev.anemone.auth.http.AuthServer.app;
import static dev.anemone.auth.http.AuthServer.token;
import static io.restassured.RestAssured.given;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.nullValue;

import dev.anemone.auth.SubscriptionSigner;
import dev.anemone.model.App;
import dev.anemone.model.ChannelName;
import dev.anemone.model.EncryptionMasterKey;
import dev.anemone.model.SocketId;
import io.restassured.response.ValidatableResponse;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Secrets of encrypted channels (Pusher docs, "Encrypted channels").
class EncryptedChannelsIT {
    /// The bytes of `0123456789abcdef0123456789abcdef`.
    private static final EncryptionMasterKey MASTER_KEY = EncryptionMasterKey
            .ofBase64("MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3ODlhYmNkZWY=");
    private static final String MAY_ALL = "\"sub\":\"7\",\"capabilities\":{\"*\":[\"subscribe\",\"presence\"]}";

    private static AuthServer server;

    @BeforeAll
    static void start() {
        App app = app().toBuilder().encryptionMasterKey(Optional.of(MASTER_KEY)).build();
        server = AuthServer.start(AuthConfig.DEFAULTS, app);
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    /// Computed with `printf 'private-encrypted-x0123456789abcdef0123456789abcdef' | openssl dgst -sha256 -binary | base64`.
    @ParameterizedTest
    @CsvSource({"private-encrypted-x,yg0RrojlChIBGKYDax2K5oqaMIaBtMi7HK+TiLLndM0=",
            "private-encrypted-cache-x,phKQ4MblukrCXxPnYf2usw009QbsE0X+DHO0ykkIgcQ="})
    void theSecretOfAChannelComesWithItsSignature(String channel, String secret) {
        post(token(MAY_ALL), channel).statusCode(200)
                .body(equalTo("{\"auth\":\"" + signed(channel) + "\",\"shared_secret\":\"" + secret + "\"}"));
    }

    @Test
    void itIsForThoseWhoMaySubscribe() {
        post(token("\"capabilities\":{\"private-*\":[\"subscribe\"],\"private-encrypted-*\":[]}"),
                "private-encrypted-x").statusCode(403).body(equalTo("{\"code\":\"channel_not_allowed\"}"));
    }

    @Test
    void otherChannelsHaveNone() {
        post(token(MAY_ALL), "private-x").statusCode(200).body("shared_secret", nullValue());
        post(token(MAY_ALL), "presence-x").statusCode(200).body("shared_secret", nullValue());
    }

    private static String signed(String channel) {
        return SubscriptionSigner.sign(CREDENTIAL, new SocketId("1234.1234"), new ChannelName(channel), null);
    }

    private static ValidatableResponse post(String token, String channel) {
        return given(server.request())
                .header("Authorization", "Bearer " + token)
                .formParam("socket_id", "1234.1234")
                .formParam("channel_name", channel)
                .post("/auth/278d425bdf160c739803/channel")
                .then();
    }
}
