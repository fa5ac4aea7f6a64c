package dev.anemone.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.anemone.testbed.TestCertificate;
import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PublicKey;
import java.security.spec.AlgorithmParameterSpec;
import java.security.spec.ECGenParameterSpec;
import java.security.spec.RSAKeyGenParameterSpec;
import java.security.spec.RSAPublicKeySpec;
import java.util.Base64;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class TokenPublicKeyTest {
    private static final KeyPair EC = pair("EC", new ECGenParameterSpec("secp256r1"));
    private static final String PEM = TestCertificate.pem("PUBLIC KEY", EC.getPublic().getEncoded());

    private static KeyPair pair(String algorithm, AlgorithmParameterSpec size) {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance(algorithm);
            generator.initialize(size);
            return generator.generateKeyPair();
        } catch (GeneralSecurityException e) {
            throw new AssertionError(e);
        }
    }

    private static KeyPair pair(String algorithm) {
        try {
            return KeyPairGenerator.getInstance(algorithm).generateKeyPair();
        } catch (GeneralSecurityException e) {
            throw new AssertionError(e);
        }
    }

    /// Nobody has the factors of the modulus; a public key is none the worse for it.
    private static PublicKey rsa(int bits) {
        try {
            return KeyFactory.getInstance("RSA").generatePublic(new RSAPublicKeySpec(
                    BigInteger.ONE.shiftLeft(bits - 1).setBit(0), RSAKeyGenParameterSpec.F4));
        } catch (GeneralSecurityException e) {
            throw new AssertionError(e);
        }
    }

    static List<PublicKey> fit() {
        return List.of(rsa(2_048), rsa(2_049), rsa(16_384), EC.getPublic(),
                pair("EC", new ECGenParameterSpec("secp384r1")).getPublic(),
                pair("EC", new ECGenParameterSpec("secp521r1")).getPublic(), pair("Ed25519").getPublic(),
                pair("Ed448").getPublic());
    }

    static Stream<PublicKey> unfit() {
        return Stream.of(rsa(1_024), rsa(2_047), pair("X25519").getPublic(), pair("DSA").getPublic());
    }

    @ParameterizedTest
    @MethodSource("fit")
    void keysOfTheRightKindsAndSizesComeBackFromTheirPem(PublicKey key) {
        var made = TokenPublicKey.of(key);

        assertThat(made.key()).isEqualTo(key);
        assertThat(made.pem()).isEqualTo(TestCertificate.pem("PUBLIC KEY", key.getEncoded()));
        assertThat(TokenPublicKey.ofPem(made.pem())).isEqualTo(made).hasSameHashCodeAs(made);
    }

    @ParameterizedTest
    @MethodSource("unfit")
    void otherKeysAreRefused(PublicKey key) {
        assertThatIllegalArgumentException().isThrownBy(() -> TokenPublicKey.of(key))
                .withMessage("expected RSA of 2048 to 16384 bits, EC on P-256, P-384 or P-521, Ed25519 or Ed448");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> TokenPublicKey.ofPem(TestCertificate.pem("PUBLIC KEY", key.getEncoded())))
                .withMessageStartingWith("expected ");
    }

    @Test
    void aCertificateHasAKeyWhetherItIsValidOrNot() throws GeneralSecurityException {
        for (TestCertificate each : List.of(TestCertificate.make("RSA"), TestCertificate.expired())) {
            assertThat(TokenPublicKey.ofPem(TestCertificate.pem("CERTIFICATE", each.x509().getEncoded())).key())
                    .isEqualTo(each.x509().getPublicKey());
        }
    }

    @Test
    void aPrivateKeyIsRefusedAndNotQuoted() {
        String secret = Base64.getMimeEncoder().encodeToString(EC.getPrivate().getEncoded());
        for (String label : List.of("PRIVATE KEY", "RSA PRIVATE KEY", "EC PRIVATE KEY", "ENCRYPTED PRIVATE KEY")) {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> TokenPublicKey
                            .ofPem("-----BEGIN " + label + "-----\n" + secret + "\n-----END " + label + "-----"))
                    .withMessage("expected a public key, got a private one: keep that where tokens are made");
        }
    }

    @Test
    void whatStandsAroundTheBlockIsPassedOver() {
        var expected = TokenPublicKey.of(EC.getPublic());

        assertThat(List.of(PEM, "  " + PEM, PEM.strip(), PEM.replace("\n", "\r\n"), PEM.replace("\n", "  \n"),
                "subject=x\n" + PEM + "more"))
                .allSatisfy(text -> assertThat(TokenPublicKey.ofPem(text)).isEqualTo(expected));
        assertThat(expected).hasToString("TokenPublicKey[EC]");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "key", "-----BEGIN PUBLIC KEY-----",
            "-----BEGIN PUBLIC KEY-----\n-----END PUBLIC KEY-----",
            "-----BEGIN PUBLIC KEY-----\nAAAA\n-----END PUBLIC KEY-----",
            "-----BEGIN PUBLIC KEY-----\nA\n-----END PUBLIC KEY-----",
            "-----BEGIN PUBLIC KEY-----\nAAAA\n-----END CERTIFICATE-----",
            "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----",
            "-----BEGIN CERTIFICATE-----\n-----END CERTIFICATE-----",
            "-----BEGIN RSA PUBLIC KEY-----\nAAAA\n-----END RSA PUBLIC KEY-----",
            "-----BEGIN PUBLIC KEY-----\n!hidden!\n-----END PUBLIC KEY-----"})
    void otherTextIsNoKeyAndNotQuoted(String text) {
        assertThatIllegalArgumentException().isThrownBy(() -> TokenPublicKey.ofPem(text))
                .withMessageStartingWith("expected ").withMessageNotContaining("AAAA")
                .withMessageNotContaining("hidden");
    }
}
