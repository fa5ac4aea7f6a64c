package dev.anemone.auth;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNull;

import dev.anemone.auth.TokenVerdict.Accepted;
import dev.anemone.auth.TokenVerdict.Refused;
import dev.anemone.model.ChannelName;
import dev.anemone.model.Member;
import dev.anemone.model.TokenKey;
import dev.anemone.model.TokenTrust;
import dev.anemone.model.UserId;
import io.jsonwebtoken.Jwts;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Random;
import java.util.zip.DeflaterOutputStream;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class AccessTokensTest {
    private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");
    private static final long NOW_SECONDS = NOW.getEpochSecond();
    private static final String SECRET = "0123456789abcdef0123456789abcdef";
    private static final List<TokenKey> KEYS = List.of(new TokenKey(SECRET));
    private static final String HS256 = "{\"alg\":\"HS256\"}";
    private static final String CLAIMS = claims("\"sub\":\"7\"");

    private final AccessTokens tokens = new AccessTokens(InstantSource.fixed(NOW), Duration.ofSeconds(10));

    @Test
    void readsWhoTheBearerIsAndWhatTheyMayDoAndUntilWhen() {
        AccessClaims claims = accepted(TokenForge.hs256(SECRET,
                claims("""
                        "sub":"7","user_info":{"name":"Zoë","level":1.10},"capabilities":{"presence-room-{sub}":["presence"]}""")));

        assertEquals(new Member(new UserId("7"), "{\"name\":\"Zoë\",\"level\":1.10}"), claims.member());
        assertEquals(NOW.plusSeconds(60), claims.expiresAt());
        assertThat(
                claims.capabilities().decide(new ChannelName("presence-room-7"), ChannelOperation.PRESENCE).allowed())
                .isTrue();
    }

    @Test
    void aTokenMayNameNobodyAndAllowNothing() {
        AccessClaims claims = accepted(TokenForge.hs256(SECRET, claims("\"iss\":\"a backend\"")));

        assertNull(claims.member());
        assertThat(claims.capabilities().decide(new ChannelName("private-x"), ChannelOperation.SUBSCRIBE).allowed())
                .isFalse();
    }

    @Test
    void aUserWithoutInfoHasAnEmptyObject() {
        assertEquals(new Member(new UserId("7"), "{}"), accepted(TokenForge.hs256(SECRET, CLAIMS)).member());
    }

    @Test
    void aPublishedTokenOfAnotherImplementationVerifies() { // The first example of jwt.io, which has no exp.
        String token = "eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9"
                + ".eyJzdWIiOiIxMjM0NTY3ODkwIiwibmFtZSI6IkpvaG4gRG9lIiwiYWRtaW4iOnRydWUsImlhdCI6MTUxNjIzOTAyMn0"
                + ".KMUFsIDTnFmyG3nMiGM6H9FNFUROf3wh7SmqJp-QV30";

        assertRefused(TokenRefusal.NO_EXPIRY, token,
                List.of(new TokenKey("a-string-secret-at-least-256-bits-long")));
    }

    // Keys and algorithms

    @ParameterizedTest
    @CsvSource({"256,32", "384,48", "512,64"})
    void eachAlgorithmTakesKeysOfItsDigestsLength(int bits, int bytes) {
        String secret = "k".repeat(bytes);

        accepted(hmac(bits, secret, CLAIMS), List.of(new TokenKey(secret)));
        accepted(hmac(bits, secret + "longer", CLAIMS), List.of(new TokenKey(secret + "longer")));
    }

    @ParameterizedTest
    @CsvSource({"384,32", "384,47", "512,32", "512,63"})
    void aKeyShorterThanTheDigestVerifiesNothing(int bits, int bytes) {
        String secret = "k".repeat(bytes);

        assertRefused(TokenRefusal.NO_KEY, hmac(bits, secret, CLAIMS), List.of(new TokenKey(secret)));
    }

    @Test
    void keysAreMeasuredInBytes() { // 24 characters of two bytes.
        String secret = "ß".repeat(24);

        accepted(hmac(384, secret, CLAIMS), List.of(new TokenKey(secret)));
    }

    @Test
    void everyKeyOfARotationVerifies() {
        var old = new TokenKey("the old key, 32 bytes or longer.");
        var fresh = new TokenKey("the new key, 48 bytes or longer; good for HS384.");
        var keys = List.of(old, fresh);

        accepted(TokenForge.hs256(old.secret(), CLAIMS), keys);
        accepted(TokenForge.hs256(fresh.secret(), CLAIMS), keys);
        accepted(hmac(384, fresh.secret(), CLAIMS), keys);
        assertRefused(TokenRefusal.BAD_SIGNATURE, hmac(384, "k".repeat(48), CLAIMS), keys);
        assertRefused(TokenRefusal.BAD_SIGNATURE, TokenForge.hs256(old.secret(), CLAIMS), List.of(fresh));
    }

    @Test
    void anAppWithoutKeysAcceptsNothing() {
        assertRefused(TokenRefusal.NO_KEY, TokenForge.hs256(SECRET, CLAIMS), List.of());
    }

    @ParameterizedTest
    @ValueSource(strings = {"RS1", "ES256K", "eddsa", "HS1", "HS224", "hs256", "HS256 ", "A128KW", "dir", ""})
    void otherAlgorithmsAreUnknown(String algorithm) {
        assertRefused(TokenRefusal.UNKNOWN_ALGORITHM,
                TokenForge.signed("HmacSHA256", SECRET, "{\"alg\":\"" + algorithm + "\"}", CLAIMS));
    }

    @ParameterizedTest
    @ValueSource(strings = {"RS256", "PS512", "ES256", "EdDSA"})
    void aSharedKeyIsNoPublicOne(String algorithm) {
        assertRefused(TokenRefusal.NO_KEY,
                TokenForge.signed("HmacSHA256", SECRET, "{\"alg\":\"" + algorithm + "\"}", CLAIMS));
    }

    @ParameterizedTest
    @ValueSource(strings = {"none", "None", "NONE", "nOnE"})
    void unsignedTokensAreRefusedWithAndWithoutASignature(String none) {
        String header = "{\"alg\":\"" + none + "\"}";

        assertRefused(TokenRefusal.UNSIGNED, TokenForge.base64(header) + "." + TokenForge.base64(CLAIMS) + ".");
        assertRefused(TokenRefusal.UNSIGNED, TokenForge.signed("HmacSHA256", SECRET, header, CLAIMS));
    }

    @Test
    void theHeaderMustNameTheAlgorithmThatWasUsed() {
        String secret = "k".repeat(64);

        assertRefused(TokenRefusal.BAD_SIGNATURE, TokenForge.signed("HmacSHA512", secret, HS256, CLAIMS),
                List.of(new TokenKey(secret)));
    }

    @Test
    void encryptedTokensAreRefusedEvenIfTheKeyDecryptsThem() {
        String encrypted = Jwts.builder()
                .subject("7")
                .encryptWith(new SecretKeySpec(SECRET.getBytes(StandardCharsets.UTF_8), "AES"), Jwts.ENC.A256GCM)
                .compact();

        assertRefused(TokenRefusal.MALFORMED, encrypted);
    }

    // Size and compression

    @Test
    void compressedTokensAreRefused() {
        String header = "{\"alg\":\"HS256\",\"zip\":\"DEF\"}";
        byte[] bomb = deflate(claims("\"sub\":\"" + "a".repeat(5_000_000) + "\""));

        String token = TokenForge.signed("HmacSHA256", SECRET, header.getBytes(StandardCharsets.UTF_8), bomb);

        assertThat(token).hasSizeLessThan(AccessTokens.MAX_LENGTH);
        assertRefused(TokenRefusal.COMPRESSED, token);
    }

    @ParameterizedTest
    @ValueSource(strings = {"\"GZIP\"", "\"\"", "null", "1"})
    void anyZipHeaderIsRefused(String zip) {
        assertRefused(TokenRefusal.COMPRESSED,
                TokenForge.signed("HmacSHA256", SECRET, "{\"alg\":\"HS256\",\"zip\":" + zip + "}", CLAIMS));
    }

    @Test
    void tokensHaveALengthLimit() {
        String longest = tokenOfLength(AccessTokens.MAX_LENGTH);

        assertThat(longest).hasSize(8_192);
        accepted(longest);
        assertRefused(TokenRefusal.TOO_LONG, longest + "A");
        assertRefused(TokenRefusal.TOO_LONG, "x".repeat(10_000_000));
    }

    // Time

    @Test
    void everyTokenMustExpire() {
        assertRefused(TokenRefusal.NO_EXPIRY, TokenForge.hs256(SECRET, "{\"sub\":\"7\"}"));
        assertRefused(TokenRefusal.NO_EXPIRY, TokenForge.hs256(SECRET, "{\"sub\":\"7\",\"exp\":null}"));
    }

    @Test
    void tokensOutliveTheirExpiryByTheLeeway() {
        accepted(TokenForge.hs256(SECRET, "{\"exp\":" + (NOW_SECONDS - 10) + "}"));
        assertRefused(TokenRefusal.EXPIRED, TokenForge.hs256(SECRET, "{\"exp\":" + (NOW_SECONDS - 11) + "}"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"nbf", "iat"})
    void tokensOfTheFutureAreRefusedBeyondTheLeeway(String claim) {
        accepted(TokenForge.hs256(SECRET, claims("\"" + claim + "\":" + (NOW_SECONDS - 3600))));
        accepted(TokenForge.hs256(SECRET, claims("\"" + claim + "\":" + (NOW_SECONDS + 10))));
        assertRefused(TokenRefusal.NOT_YET_VALID,
                TokenForge.hs256(SECRET, claims("\"" + claim + "\":" + (NOW_SECONDS + 11))));
    }

    @Test
    void withoutLeewayTheSecondCounts() {
        var strict = new AccessTokens(InstantSource.fixed(NOW), Duration.ZERO);

        assertInstanceOf(Accepted.class,
                strict.verify(TokenForge.hs256(SECRET, "{\"exp\":" + NOW_SECONDS + "}"), TokenTrust.of(KEYS),
                        List.of()));
        assertEquals(new Refused(TokenRefusal.EXPIRED),
                strict.verify(TokenForge.hs256(SECRET, "{\"exp\":" + (NOW_SECONDS - 1) + "}"), TokenTrust.of(KEYS),
                        List.of()));
    }

    // Signatures

    @Test
    void nothingSignedMayChange() {
        String token = TokenForge.hs256(SECRET, CLAIMS);
        String[] parts = token.split("\\.", -1);
        String otherClaims = TokenForge.base64(CLAIMS.replace("\"7\"", "\"8\""));
        String otherHeader = TokenForge.base64("{\"alg\":\"HS256\",\"typ\":\"jwt\"}");

        accepted(token);
        assertRefused(TokenRefusal.BAD_SIGNATURE, parts[0] + "." + otherClaims + "." + parts[2]);
        assertRefused(TokenRefusal.BAD_SIGNATURE, otherHeader + "." + parts[1] + "." + parts[2]);
        assertRefused(TokenRefusal.BAD_SIGNATURE, parts[0] + "." + parts[1] + "." + parts[2].substring(0, 20));
        assertRefused(TokenRefusal.BAD_SIGNATURE, parts[0] + "." + parts[1] + "." + parts[2] + "AAAA");
        assertRefused(TokenRefusal.MALFORMED, parts[0] + "." + parts[1] + ".");
    }

    @Test
    void theSignatureIsCheckedBeforeTheClaims() {
        assertRefused(TokenRefusal.BAD_SIGNATURE, TokenForge.hs256("k".repeat(32), "{\"exp\":1}"));
        assertRefused(TokenRefusal.BAD_SIGNATURE, TokenForge.hs256("k".repeat(32), "not JSON"));
    }

    // Shape

    @ParameterizedTest
    @ValueSource(strings = {"", ".", "..", "...", "a.b", "a.b.c", "a.b.c.d.e", "e30.e30.e30", "eyJ.eyJ.eyJ", " ",
            "null", "\ud800.\udc00.\u0000", "bnVsbA.bnVsbA.AAAA", "W10.e30.AAAA", "MQ.e30.AAAA"})
    void otherTextIsMalformed(String token) {
        assertRefused(TokenRefusal.MALFORMED, token);
    }

    @ParameterizedTest
    @ValueSource(strings = {"{\"alg\":\"HS256\",\"alg\":\"HS256\"}", "{\"alg\":256}", "{\"alg\":null}",
            "{\"typ\":\"JWT\"}",
            "{\"alg\":[\"HS256\"]}", "{\"alg\":\"HS256\"} {}", "{\"alg\":\"HS256\"",
            "{\"alg\":\"HS256\",\"crit\":[\"x\"],\"x\":1}",
            "{\"alg\":\"HS256\",\"crit\":[\"b64\"],\"b64\":false}", "{\"alg\":\"HS256\",\"cty\":\"JWT\"}"})
    void headersThatWeDoNotUnderstandAreMalformed(String header) {
        assertRefused(TokenRefusal.MALFORMED, TokenForge.signed("HmacSHA256", SECRET, header, CLAIMS));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "null", "7", "\"text\"", "[]", "{", "{\"exp\":\"tomorrow\"}", "{\"exp\":[1]}",
            "{\"exp\":true}",
            "{\"exp\":9999999999,\"exp\":9999999999}", "{\"exp\":9999999999} trailing",
            "{\"exp\":9999999999,\"sub\":7}",
            "{\"exp\":9999999999,\"sub\":[\"7\"]}", "{\"exp\":9999999999,\"nbf\":\"later\"}"})
    void claimsOfTheWrongShapeAreMalformed(String claims) {
        assertRefused(TokenRefusal.MALFORMED, TokenForge.hs256(SECRET, claims));
    }

    @Test
    void deeplyNestedClaimsAreMalformed() {
        assertRefused(TokenRefusal.MALFORMED,
                TokenForge.hs256(SECRET, claims("\"x\":" + "[".repeat(3_000) + "]".repeat(3_000))));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', value = {
            "\"sub\":\"7\",\"user_info\":\"Zoë\" | user_info: expected an object",
            "\"sub\":\"7\",\"user_info\":[] | user_info: expected an object",
            "\"capabilities\":[] | capabilities: expected an object of patterns to lists of operations",
            "\"capabilities\":{\"a\":\"subscribe\"} | capabilities: expected a list of operations for each pattern",
            "\"capabilities\":{\"a\":null} | capabilities: expected a list of operations for each pattern"})
    void claimsOfOursOfTheWrongShapeAreNamed(String claim, String detail) {
        assertEquals(new Refused(TokenRefusal.MALFORMED_CLAIM, detail),
                tokens.verify(TokenForge.hs256(SECRET, claims(claim)), TokenTrust.of(KEYS), List.of()));
    }

    @Test
    void userIdsHaveALengthLimit() {
        accepted(TokenForge.hs256(SECRET, claims("\"sub\":\"" + "u".repeat(512) + "\"")));
        assertEquals(new Refused(TokenRefusal.MALFORMED_CLAIM, "sub: expected 1 to 512 characters, got 513"),
                tokens.verify(TokenForge.hs256(SECRET, claims("\"sub\":\"" + "u".repeat(513) + "\"")),
                        TokenTrust.of(KEYS), List.of()));
    }

    @ParameterizedTest
    @ValueSource(strings = {"1.10", "12345678901234567890123456789012345678901234567890", "1E+400000000", "-0.5",
            "1E-7"})
    void numbersOfUserInfoKeepTheirValue(String number) {
        AccessClaims claims = accepted(
                TokenForge.hs256(SECRET, claims("\"sub\":\"7\",\"user_info\":{\"n\":" + number + "}")));

        assertEquals(new Member(new UserId("7"), "{\"n\":" + number + "}"), claims.member());
    }

    @Test
    void anyTextGivesAVerdict() {
        var random = new Random(6);
        String valid = TokenForge.hs256(SECRET,
                claims("\"sub\":\"7\",\"capabilities\":{\"private-*\":[\"subscribe\"]}"));
        int signed = valid.lastIndexOf('.');
        for (int i = 0; i < 2_000; i++) {
            var mutant = new StringBuilder(valid);
            mutant.setCharAt(random.nextInt(signed), (char) random.nextInt(33, 127));
            if (!mutant.toString().equals(valid)) {
                assertInstanceOf(Refused.class, tokens.verify(mutant.toString(), TokenTrust.of(KEYS), List.of()),
                        mutant.toString());
            }
        }
    }

    @Test
    void anySignedClaimsGiveAVerdict() {
        var random = new Random(7);
        String valid = claims(
                "\"sub\":\"7\",\"nbf\":1,\"iat\":1.5,\"user_info\":{\"a\":[1]},\"capabilities\":{\"a-{sub}*\":[\"publish\"]}");
        String alphabet = "\"{}[]:,.-0123456789eE*\\unlt \n";
        for (int i = 0; i < 2_000; i++) {
            var mutant = new StringBuilder(valid);
            for (int edits = random.nextInt(1, 4); edits > 0; edits--) {
                mutant.setCharAt(random.nextInt(mutant.length()), alphabet.charAt(random.nextInt(alphabet.length())));
            }
            // Must not throw; the claims are signed, so they may well be accepted.
            assertThat(tokens.verify(TokenForge.hs256(SECRET, mutant.toString()), TokenTrust.of(KEYS), List.of()))
                    .isNotNull();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"9223372036854775807", "-9223372036854775808", "1e999", "-1e999", "1e400000000",
            "99999999999999999999",
            "1700000000000000"})
    void absurdTimesGiveAVerdict(String time) {
        for (String claim : List.of("nbf", "iat", "exp")) {
            String claims = claims("\"" + claim + "\":" + time)
                    .replaceFirst(claim.equals("exp") ? "\"exp\":\\d+," : "^", "");
            assertThat(tokens.verify(TokenForge.hs256(SECRET, claims), TokenTrust.of(KEYS), List.of())).isNotNull();
        }
    }

    private static String hmac(int bits, String secret, String claims) {
        return TokenForge.signed("HmacSHA" + bits, secret, "{\"alg\":\"HS" + bits + "\"}", claims);
    }

    /// Claims that are valid for a minute, with more beside.
    private static String claims(String more) {
        return "{\"exp\":" + (NOW_SECONDS + 60) + "," + more + "}";
    }

    private static String tokenOfLength(int length) {
        for (int padding = 6_000; padding < length; padding++) {
            String token = TokenForge.hs256(SECRET, claims("\"pad\":\"" + "p".repeat(padding) + "\""));
            if (token.length() == length) {
                return token;
            }
        }
        throw new AssertionError("No padding gives " + length);
    }

    private static byte[] deflate(String text) {
        var deflated = new ByteArrayOutputStream();
        try (var deflater = new DeflaterOutputStream(deflated)) {
            deflater.write(text.getBytes(StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new AssertionError(e);
        }
        return deflated.toByteArray();
    }

    private AccessClaims accepted(String token) {
        return accepted(token, KEYS);
    }

    private AccessClaims accepted(String token, List<TokenKey> keys) {
        return assertInstanceOf(Accepted.class, tokens.verify(token, TokenTrust.of(keys), List.of())).claims();
    }

    private void assertRefused(TokenRefusal reason, String token) {
        assertRefused(reason, token, KEYS);
    }

    private void assertRefused(TokenRefusal reason, String token, List<TokenKey> keys) {
        assertEquals(new Refused(reason), tokens.verify(token, TokenTrust.of(keys), List.of()));
    }
}
