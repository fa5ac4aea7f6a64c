package dev.anemone.auth.http;

import static dev.anemone.auth.http.AuthServer.CREDENTIAL;
import static dev.anemone.auth.http.AuthServer.NOW;
import static dev.anemone.auth.http.AuthServer.app;
import static io.restassured.RestAssured.given;
import static org.hamcrest.Matchers.equalTo;

import dev.anemone.auth.SubscriptionSigner;
import dev.anemone.auth.TokenForge;
import dev.anemone.model.App;
import dev.anemone.model.ChannelName;
import dev.anemone.model.SocketId;
import dev.anemone.model.TokenPublicKey;
import dev.anemone.model.TokenTrust;
import io.jsonwebtoken.Jwts;
import io.jsonwebtoken.security.SignatureAlgorithm;
import io.restassured.response.ValidatableResponse;
import java.net.URI;
import java.security.KeyPair;
import java.security.PublicKey;
import java.time.Instant;
import java.util.Arrays;
import java.util.Date;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Tokens of public keys that the app has in PEM, through the endpoint: verified on another thread than the request's.
class PublicKeyTokensIT {
    private static final KeyPair RSA = Jwts.SIG.RS256.keyPair().build();
    private static final Map<String, KeyPair> KEYS = Map.of("RS256", RSA, "RS384", RSA, "RS512", RSA, "PS256", RSA,
            "PS384", RSA, "PS512", RSA, "ES256", Jwts.SIG.ES256.keyPair().build(), "ES384",
            Jwts.SIG.ES384.keyPair().build(), "ES512", Jwts.SIG.ES512.keyPair().build(), "EdDSA",
            Jwts.SIG.EdDSA.keyPair().build());

    private static AuthServer server;

    @BeforeAll
    static void start() {
        server = AuthServer.start(AuthConfig.DEFAULTS,
                trusting(KEYS.values().stream().map(KeyPair::getPublic).distinct().toArray(PublicKey[]::new)));
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    @ParameterizedTest
    @ValueSource(strings = {"RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512", "EdDSA"})
    void everyAlgorithmIsTaken(String algorithm) {
        post(server, token(algorithm)).statusCode(200)
                .body("auth", equalTo(SubscriptionSigner.sign(CREDENTIAL, new SocketId("1234.1234"),
                        new ChannelName("private-x"), null)));
    }

    @ParameterizedTest
    @ValueSource(strings = {"RS256", "PS256", "ES256", "EdDSA"})
    void anotherKeyOfTheSameKindIsNot(String algorithm) {
        KeyPair other = ((SignatureAlgorithm) Jwts.SIG.get().forKey(algorithm)).keyPair().build();

        post(server, token(algorithm, other)).statusCode(403).body(equalTo("{\"code\":\"token_invalid\"}"));
    }

    @Test
    void aPublicKeyIsNoSharedOne() {
        String pem = TokenPublicKey.of(RSA.getPublic()).pem();
        String claims = "{\"exp\":" + NOW.plusSeconds(60).getEpochSecond()
                + ",\"capabilities\":{\"*\":[\"subscribe\"]}}";

        post(server, TokenForge.hs256(pem, claims)).statusCode(403).body(equalTo("{\"code\":\"token_invalid\"}"));
        post(server, TokenForge.signed("HmacSHA256", pem, "{\"alg\":\"RS256\"}", claims)).statusCode(403)
                .body(equalTo("{\"code\":\"token_invalid\"}"));
    }

    @Test
    void usersSignInWithThemToo() {
        given(server.request())
                .header("Authorization", "Bearer " + token("ES256"))
                .formParam("socket_id", "1234.1234")
                .post("/auth/user")
                .then()
                .statusCode(200)
                .body("user_data", equalTo("{\"id\":\"7\"}"));
    }

    @Test
    void keysThatWereNeverHadAreUnavailable() {
        App app = app().toBuilder().tokenTrust(new TokenTrust(List.of(), List.of(),
                Optional.of(URI.create("http://127.0.0.1:1/keys")), Optional.empty(), Optional.empty())).build();
        try (AuthServer waiting = AuthServer.start(AuthConfig.DEFAULTS, app)) {
            post(waiting, token("ES256")).statusCode(503).body("code", equalTo("unavailable"));
        }
    }

    private static App trusting(PublicKey... keys) {
        List<TokenPublicKey> published = Arrays.stream(keys)
                .map(key -> TokenPublicKey.ofPem(TokenPublicKey.of(key).pem())).toList();
        return app().toBuilder().tokenTrust(new TokenTrust(List.of(), published, Optional.empty(), Optional.empty(),
                Optional.empty())).build();
    }

    private static String token(String algorithm) {
        return token(algorithm, Objects.requireNonNull(KEYS.get(algorithm)));
    }

    @SuppressWarnings("JavaUtilDate") // The library's.
    private static String token(String algorithm, KeyPair keys) {
        Instant expiry = NOW.plusSeconds(60);
        return Jwts.builder().subject("7").expiration(Date.from(expiry))
                .claim("capabilities", Map.of("*", List.of("subscribe")))
                .signWith(keys.getPrivate(), (SignatureAlgorithm) Jwts.SIG.get().forKey(algorithm))
                .compact();
    }

    private static ValidatableResponse post(AuthServer to, String token) {
        return given(to.request())
                .header("Authorization", "Bearer " + token)
                .formParam("socket_id", "1234.1234")
                .formParam("channel_name", "private-x")
                .post("/auth/channel")
                .then();
    }
}
