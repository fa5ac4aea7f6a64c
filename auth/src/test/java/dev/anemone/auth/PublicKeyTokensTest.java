package dev.anemone.auth;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import dev.anemone.auth.TokenVerdict.Accepted;
import dev.anemone.auth.TokenVerdict.Refused;
import dev.anemone.model.Member;
import dev.anemone.model.TokenKey;
import dev.anemone.model.TokenPublicKey;
import dev.anemone.model.TokenTrust;
import dev.anemone.model.UserId;
import io.jsonwebtoken.Jwts;
import io.jsonwebtoken.security.SignatureAlgorithm;
import java.nio.charset.StandardCharsets;
import java.security.KeyPair;
import java.security.Signature;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Tokens that were signed with private keys.
class PublicKeyTokensTest {
    private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");
    private static final String CLAIMS = "{\"exp\":" + (NOW.getEpochSecond() + 60) + ",\"sub\":\"7\"}";

    private final AccessTokens tokens = new AccessTokens(InstantSource.fixed(NOW), Duration.ofSeconds(10));

    private static List<String> algorithms() {
        return List.of("RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512", "EdDSA");
    }

    private static TokenTrust trust(KeyPair... pairs) {
        return new TokenTrust(List.of(),
                Arrays.stream(pairs).map(pair -> TokenPublicKey.of(pair.getPublic())).toList(), Optional.empty(),
                Optional.empty(), Optional.empty());
    }

    private static TokenTrust expecting(@Nullable String issuer, @Nullable String audience) {
        return new TokenTrust(List.of(), List.of(TokenPublicKey.of(TestKeys.P256.getPublic())), Optional.empty(),
                Optional.ofNullable(issuer), Optional.ofNullable(audience));
    }

    private static String header(String algorithm) {
        return "{\"alg\":\"" + algorithm + "\"}";
    }

    private static String signed(String algorithm) {
        return signed(algorithm, TestKeys.of(algorithm), header(algorithm));
    }

    private static String signed(String algorithm, KeyPair pair, String header) {
        return TokenForge.signed(algorithm, pair.getPrivate(), header, CLAIMS);
    }

    private static String es256(String claims) {
        return TokenForge.signed("ES256", TestKeys.P256.getPrivate(), header("ES256"), claims);
    }

    private void assertAccepted(String token, TokenTrust trust, PublishedKey... published) {
        TokenVerdict verdict = tokens.verify(token, trust, List.of(published));
        assertEquals(new Member(new UserId("7"), "{}"),
                assertInstanceOf(Accepted.class, verdict, verdict::toString).claims().member());
    }

    private void assertRefused(TokenRefusal reason, String token, TokenTrust trust, PublishedKey... published) {
        assertEquals(new Refused(reason), tokens.verify(token, trust, List.of(published)));
    }

    @ParameterizedTest
    @MethodSource("algorithms")
    void everyAlgorithmVerifiesWithAConfiguredKey(String algorithm) {
        assertAccepted(signed(algorithm), trust(TestKeys.of(algorithm)));
    }

    @ParameterizedTest
    @MethodSource("algorithms")
    void everyAlgorithmVerifiesWithAPublishedKey(String algorithm) {
        assertAccepted(signed(algorithm), TokenTrust.NONE, TestKeys.published("k", TestKeys.of(algorithm)));
    }

    @ParameterizedTest
    @MethodSource("algorithms")
    void tokensOfAnotherImplementationVerify(String algorithm) {
        KeyPair pair = TestKeys.of(algorithm);
        String token = Jwts.builder().subject("7").claim("exp", NOW.getEpochSecond() + 60)
                .signWith(pair.getPrivate(), (SignatureAlgorithm) Jwts.SIG.get()
                        .forKey(algorithm))
                .compact();

        assertAccepted(token, trust(pair));
    }

    @ParameterizedTest
    @MethodSource("algorithms")
    void theRightKeyIsFoundAmongAll(String algorithm) {
        TokenTrust all = trust(TestKeys.OTHER_P256, TestKeys.ED25519, TestKeys.P521, TestKeys.P384, TestKeys.P256,
                TestKeys.RSA);

        assertAccepted(signed(algorithm), all);
    }

    @ParameterizedTest
    @MethodSource("algorithms")
    void nothingSignedMayChange(String algorithm) {
        String[] parts = signed(algorithm).split("\\.", -1);
        TokenTrust trust = trust(TestKeys.of(algorithm));
        byte[] signature = Base64.getUrlDecoder().decode(parts[2]);
        signature[signature.length / 2] ^= 1;

        assertRefused(TokenRefusal.BAD_SIGNATURE,
                parts[0] + "." + TokenForge.base64(CLAIMS.replace("7", "8")) + "." + parts[2], trust);
        assertRefused(TokenRefusal.BAD_SIGNATURE, parts[0] + "." + parts[1] + "." + TokenForge.base64(signature),
                trust);
        assertRefused(TokenRefusal.BAD_SIGNATURE,
                parts[0] + "." + parts[1] + "." + TokenForge.base64(new byte[signature.length]), trust);
    }

    // One algorithm must not be taken for another.

    static Stream<String> whatIsPublicOfAKey() {
        String pem = TokenPublicKey.of(TestKeys.RSA.getPublic()).pem();
        byte[] der = TestKeys.RSA.getPublic().getEncoded();
        return Stream.of(pem, pem.strip(), pem.replace("\n", "\r\n"), Base64.getEncoder().encodeToString(der),
                TestKeys.jwk("k", TestKeys.RSA), new String(der, StandardCharsets.ISO_8859_1));
    }

    @ParameterizedTest
    @MethodSource("whatIsPublicOfAKey")
    void whatIsPublicIsNoSharedKey(String known) {
        TokenTrust trust = trust(TestKeys.RSA);
        for (String bits : List.of("256", "384", "512")) {
            String token = TokenForge.signed("HmacSHA" + bits, known, header("HS" + bits), CLAIMS);

            assertRefused(TokenRefusal.NO_KEY, token, trust);
            assertRefused(TokenRefusal.NO_KEY, token, TokenTrust.NONE, TestKeys.published("k", TestKeys.RSA));
            assertRefused(TokenRefusal.BAD_SIGNATURE, token, new TokenTrust(List.of(new TokenKey("s".repeat(64))),
                    trust.publicKeys(), Optional.empty(), Optional.empty(), Optional.empty()));
        }
    }

    @Test
    void aSharedTokenNeedsASharedKey() {
        assertRefused(TokenRefusal.NO_KEY, TokenForge.hs256("s".repeat(32), CLAIMS), trust(TestKeys.RSA));
    }

    @ParameterizedTest
    @CsvSource({"RS256,PS256", "PS256,RS256", "RS256,RS512", "RS512,RS256"})
    void theHeaderMustNameTheAlgorithmThatWasUsed(String used, String named) {
        assertRefused(TokenRefusal.BAD_SIGNATURE, signed(used, TestKeys.RSA, header(named)), trust(TestKeys.RSA));
    }

    @ParameterizedTest
    @CsvSource({"ES256,secp384r1", "ES256,secp521r1", "ES384,secp256r1", "ES384,secp521r1", "ES512,secp256r1",
            "ES512,secp384r1"})
    void aKeyOfAnotherCurveVerifiesNothing(String algorithm, String curve) {
        KeyPair pair = TestKeys.ec(curve);

        assertRefused(TokenRefusal.NO_KEY, signed(algorithm, pair, header(algorithm)), trust(pair));
    }

    @ParameterizedTest
    @CsvSource({"RS256,EdDSA", "PS256,ES256", "ES256,RS256", "EdDSA,ES256", "ES256,EdDSA"})
    void aKeyOfAnotherKindVerifiesNothing(String algorithm, String keyOf) {
        assertRefused(TokenRefusal.NO_KEY, signed(algorithm), trust(TestKeys.of(keyOf)));
    }

    @Test
    void signaturesOfEcAreNotTakenInAnotherForm() throws Exception { // RFC 7518 §3.4: not as ASN.1.
        String input = TokenForge.base64(header("ES256")) + "." + TokenForge.base64(CLAIMS);
        var signer = Signature.getInstance("SHA256withECDSA");
        signer.initSign(TestKeys.P256.getPrivate());
        signer.update(input.getBytes(StandardCharsets.UTF_8));

        assertRefused(TokenRefusal.BAD_SIGNATURE, input + "." + TokenForge.base64(signer.sign()),
                trust(TestKeys.P256));
    }

    @ParameterizedTest
    @ValueSource(strings = {"none", "None", "NONE"})
    void unsignedTokensAreRefused(String none) {
        assertRefused(TokenRefusal.UNSIGNED, TokenForge.base64(header(none)) + "." + TokenForge.base64(CLAIMS) + ".",
                trust(TestKeys.P256));
        assertRefused(TokenRefusal.UNSIGNED, signed("ES256", TestKeys.P256, header(none)), trust(TestKeys.P256));
    }

    @Test
    void aTokenDoesNotBringItsOwnKey() { // RFC 7515 §4.1.2, 4.1.3, 4.1.5
        String own = TestKeys.jwk("own", TestKeys.OTHER_P256);
        for (String header : List.of("{\"alg\":\"ES256\",\"jwk\":" + own + "}",
                "{\"alg\":\"ES256\",\"jku\":\"https://evil.example/keys\",\"kid\":\"own\"}",
                "{\"alg\":\"ES256\",\"x5u\":\"https://evil.example/keys\"}")) {
            assertRefused(TokenRefusal.BAD_SIGNATURE, signed("ES256", TestKeys.OTHER_P256, header),
                    trust(TestKeys.P256));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"{\"alg\":\"ES256\",\"zip\":\"DEF\"}", "{\"alg\":\"ES256\",\"zip\":null}"})
    void compressedTokensAreRefused(String header) {
        assertRefused(TokenRefusal.COMPRESSED, signed("ES256", TestKeys.P256, header), trust(TestKeys.P256));
    }

    @ParameterizedTest
    @ValueSource(strings = {"{\"alg\":\"ES256\",\"crit\":[\"x\"],\"x\":1}", "{\"alg\":\"ES256\",\"crit\":[]}",
            "{\"alg\":\"ES256\",\"crit\":[\"b64\"],\"b64\":false}", "{\"alg\":\"ES256\",\"crit\":\"exp\"}",
            "{\"alg\":\"ES256\",\"kid\":7}", "{\"alg\":\"ES256\",\"kid\":null}"})
    void headersThatWeDoNotUnderstandAreMalformed(String header) {
        assertRefused(TokenRefusal.MALFORMED, signed("ES256", TestKeys.P256, header), trust(TestKeys.P256));
    }

    // Which key

    @Test
    void aTokenMeansThePublishedKeyThatItNames() {
        PublishedKey one = TestKeys.published("one", TestKeys.P256);
        PublishedKey two = TestKeys.published("two", TestKeys.OTHER_P256);
        String named = "{\"alg\":\"ES256\",\"kid\":\"two\"}";

        assertAccepted(signed("ES256", TestKeys.OTHER_P256, named), TokenTrust.NONE, one, two);
        assertRefused(TokenRefusal.BAD_SIGNATURE, signed("ES256", TestKeys.P256, named), TokenTrust.NONE, one, two);
        assertRefused(TokenRefusal.NO_KEY, signed("ES256", TestKeys.P256, named), TokenTrust.NONE, one);
    }

    @Test
    void aTokenThatNamesNoKeyMayMeanAny() {
        String unnamed = signed("ES256", TestKeys.OTHER_P256, header("ES256"));

        assertAccepted(unnamed, TokenTrust.NONE, TestKeys.published("one", TestKeys.P256),
                TestKeys.published("two", TestKeys.OTHER_P256));
        assertRefused(TokenRefusal.BAD_SIGNATURE, unnamed, TokenTrust.NONE, TestKeys.published("1", TestKeys.P256));
    }

    @Test
    void configuredKeysHaveNoNames() {
        assertAccepted(signed("ES256", TestKeys.P256, "{\"alg\":\"ES256\",\"kid\":\"any\"}"), trust(TestKeys.P256));
    }

    @Test
    void aPublishedKeyIsForItsAlgorithmOnly() {
        var forPs = new PublishedKey(Optional.of("k"), Optional.of("PS256"),
                TokenPublicKey.of(TestKeys.RSA.getPublic()));

        assertAccepted(signed("PS256"), TokenTrust.NONE, forPs);
        assertRefused(TokenRefusal.NO_KEY, signed("RS256"), TokenTrust.NONE, forPs);
        assertRefused(TokenRefusal.NO_KEY, signed("PS512"), TokenTrust.NONE, forPs);
    }

    // Claims

    @Test
    void everyTokenMustExpireAndHasTheLeeway() {
        long now = NOW.getEpochSecond();
        TokenTrust trust = trust(TestKeys.P256);

        assertRefused(TokenRefusal.NO_EXPIRY, es256("{\"sub\":\"7\"}"), trust);
        assertAccepted(es256("{\"sub\":\"7\",\"exp\":" + (now - 10) + "}"), trust);
        assertRefused(TokenRefusal.EXPIRED, es256("{\"sub\":\"7\",\"exp\":" + (now - 11) + "}"), trust);
        for (String claim : List.of("nbf", "iat")) {
            assertAccepted(es256(CLAIMS.replace("}", ",\"" + claim + "\":" + (now + 10) + "}")), trust);
            assertRefused(TokenRefusal.NOT_YET_VALID,
                    es256(CLAIMS.replace("}", ",\"" + claim + "\":" + (now + 11) + "}")), trust);
        }
    }

    @Test
    void tokensHaveALengthLimit() {
        assertRefused(TokenRefusal.TOO_LONG, es256(CLAIMS.replace("}", ",\"x\":\"" + "x".repeat(8_192) + "\"}")),
                trust(TestKeys.P256));
    }

    @Test
    void theIssuerMustBeTheAppsIfItNamesOne() {
        String ours = es256(CLAIMS.replace("}", ",\"iss\":\"https://login.example/\"}"));

        assertAccepted(ours, expecting(null, null));
        assertAccepted(ours, expecting("https://login.example/", null));
        assertRefused(TokenRefusal.WRONG_ISSUER, ours, expecting("https://login.example", null));
        assertRefused(TokenRefusal.WRONG_ISSUER, es256(CLAIMS), expecting("https://login.example/", null));
    }

    @Test
    void theAudienceMustHoldTheAppsIfItNamesOne() {
        String text = es256(CLAIMS.replace("}", ",\"aud\":\"shop\"}"));
        String list = es256(CLAIMS.replace("}", ",\"aud\":[\"blog\",\"shop\"]}"));

        for (String token : List.of(text, list)) {
            assertAccepted(token, expecting(null, null));
            assertAccepted(token, expecting(null, "shop"));
            assertRefused(TokenRefusal.WRONG_AUDIENCE, token, expecting(null, "sho"));
            assertRefused(TokenRefusal.WRONG_AUDIENCE, token, expecting(null, "blog,shop"));
        }
        assertRefused(TokenRefusal.WRONG_AUDIENCE, es256(CLAIMS), expecting(null, "shop"));
        assertRefused(TokenRefusal.WRONG_AUDIENCE, es256(CLAIMS.replace("}", ",\"aud\":[]}")), expecting(null, "shop"));
    }

    @Test
    void whatATokenWantsOfPublishedKeysIsReadFromItsHeader() {
        assertEquals(Optional.of(new AccessTokens.Wanted(Optional.of("two"))),
                AccessTokens.wanted(signed("ES256", TestKeys.P256, "{\"alg\":\"ES256\",\"kid\":\"two\"}")));
        assertEquals(Optional.of(new AccessTokens.Wanted(Optional.empty())), AccessTokens.wanted(signed("EdDSA")));
        for (String none : List.of("", "a.b.c", TokenForge.hs256("s".repeat(32), CLAIMS), "x".repeat(8_193),
                signed("ES256", TestKeys.P256, "{\"alg\":\"ES256\",\"zip\":\"DEF\"}"),
                signed("ES256", TestKeys.P256, header("none")))) {
            assertEquals(Optional.empty(), AccessTokens.wanted(none));
        }
    }
}
