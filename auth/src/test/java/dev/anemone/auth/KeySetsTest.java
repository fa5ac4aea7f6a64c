package dev.anemone.auth;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.anemone.model.TokenPublicKey;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class KeySetsTest {
    private static final String GOOD = TestKeys.jwk("good", TestKeys.P256);

    private static List<PublishedKey> parse(String json) {
        return KeySets.parse(json.getBytes(StandardCharsets.UTF_8));
    }

    @Test
    void keysOfEveryKindAreTaken() {
        String set = TestKeys.set(TestKeys.jwk("rsa", TestKeys.RSA), TestKeys.jwk("p256", TestKeys.P256),
                TestKeys.jwk("p384", TestKeys.P384), TestKeys.jwk("p521", TestKeys.P521),
                TestKeys.jwk("ed", TestKeys.ED25519));

        assertThat(parse(set)).containsExactlyInAnyOrder(TestKeys.published("rsa", TestKeys.RSA),
                TestKeys.published("p256", TestKeys.P256), TestKeys.published("p384", TestKeys.P384),
                TestKeys.published("p521", TestKeys.P521), TestKeys.published("ed", TestKeys.ED25519));
    }

    @Test
    void aKeySaysWhatItIsFor() {
        String set = TestKeys.set(TestKeys.jwk(TestKeys.RSA.getPublic(), "\"kid\":\"k\"", "\"alg\":\"PS256\"",
                "\"use\":\"sig\"", "\"x-of-theirs\":[1]"));

        assertThat(parse(set)).containsExactly(new PublishedKey(Optional.of("k"), Optional.of("PS256"),
                TokenPublicKey.of(TestKeys.RSA.getPublic())));
    }

    @Test
    void oneKeyMayHaveSeveralNamesAndUses() {
        String set = TestKeys.set(TestKeys.jwk(TestKeys.RSA.getPublic(), "\"kid\":\"k\"", "\"use\":\"enc\""),
                TestKeys.jwk(TestKeys.RSA.getPublic(), "\"kid\":\"k\"", "\"use\":\"sig\""),
                TestKeys.jwk("other name", TestKeys.RSA));

        assertThat(parse(set)).containsExactly(TestKeys.published("k", TestKeys.RSA),
                TestKeys.published("other name", TestKeys.RSA));
    }

    @Test
    void aKeyNeedsNoName() {
        assertThat(parse(TestKeys.set(TestKeys.jwk(TestKeys.P256.getPublic())))).containsExactly(
                new PublishedKey(Optional.empty(), Optional.empty(), TokenPublicKey.of(TestKeys.P256.getPublic())));
    }

    static List<String> others() {
        return List.of(
                TestKeys.jwk(TestKeys.P384.getPublic(), "\"use\":\"enc\""),
                TestKeys.jwk(TestKeys.P384.getPublic(), "\"use\":\"other\""),
                TestKeys.jwk(TestKeys.P384.getPublic(), "\"key_ops\":[\"encrypt\"]"),
                TestKeys.jwk(TestKeys.P384.getPublic(), "\"key_ops\":[]"),
                TestKeys.jwk(TestKeys.rsa(1_024).getPublic(), "\"kid\":\"short\""),
                "{\"kty\":\"oct\",\"kid\":\"shared\",\"k\":\"" + TokenForge.base64("s".repeat(32)) + "\"}",
                "{\"kty\":\"of-tomorrow\",\"kid\":\"x\"}",
                "{\"kty\":\"EC\",\"crv\":\"secp256k1\",\"x\":\"AA\",\"y\":\"AA\"}",
                "{\"kty\":\"EC\",\"crv\":\"P-256\",\"x\":\"AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA\","
                        + "\"y\":\"AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA\"}", // On no curve.
                "{\"kty\":\"OKP\",\"crv\":\"X25519\",\"x\":\"3p7bfXt9wbTTW2HC7OQ1Nz-DQ8hbeGdNrfx-FG-IK08\"}",
                "{\"kty\":\"RSA\",\"kid\":\"half\",\"e\":\"AQAB\"}", "{\"kid\":\"no kind\"}");
    }

    @ParameterizedTest
    @MethodSource("others")
    void otherKeysArePassedOver(String other) {
        assertThat(parse(TestKeys.set(other, GOOD))).containsExactly(TestKeys.published("good", TestKeys.P256));
        assertThat(parse(TestKeys.set(other))).isEmpty();
    }

    @Test
    void keysThatMayVerifyAreTaken() {
        assertThat(parse(TestKeys.set(TestKeys.jwk(TestKeys.P256.getPublic(), "\"key_ops\":[\"verify\"]")))).hasSize(1);
    }

    /// RFC 7517, appendix A.2, in part: a private key has no business there.
    @Test
    void aPrivateKeyIsNotTaken() {
        String leaked = "{\"kty\":\"OKP\",\"crv\":\"Ed25519\",\"d\":\"nWGxne_9WmC6hEr0kuwsxERJxWl7MmkZcDusAxyuf2A\","
                + "\"x\":\"11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo\"}";

        assertThat(parse(TestKeys.set(leaked, GOOD))).containsExactly(TestKeys.published("good", TestKeys.P256));
    }

    @Test
    void aSetHasSoManyKeysAtMost() {
        String[] hundred = IntStream.range(0, 100).mapToObj(n -> TestKeys.jwk("k" + n, TestKeys.P256))
                .toArray(String[]::new);
        String[] more = IntStream.range(0, 101).mapToObj(n -> TestKeys.jwk("k" + n, TestKeys.P256))
                .toArray(String[]::new);

        assertThat(parse(TestKeys.set(hundred))).hasSize(100);
        assertThatIllegalArgumentException().isThrownBy(() -> parse(TestKeys.set(more)))
                .withMessage("more than 100 keys");
    }

    @Test
    void aSetMayHaveNoKeys() {
        assertThat(parse("{\"keys\":[]}")).isEmpty();
        assertThat(parse("{\"keys\":[],\"more\":1}")).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "null", "[]", "7", "{}", "{\"keys\":7}", "{\"keys\":null}", "{\"keys\":{}}", "{",
            "<html></html>", "{\"keys\":[7]}", "{\"keys\":[null]}"})
    void otherTextIsNoSet(String text) {
        assertThatIllegalArgumentException().isThrownBy(() -> parse(text));
    }
}
