package dev.anemone.auth;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.anemone.model.AppKey;
import dev.anemone.model.Credential;
import dev.anemone.model.SocketId;
import java.util.Locale;
import org.junit.jupiter.api.Test;

/// The digest is that of Pusher's docs, "Generating authentication and authorization strings".
class UserSignerTest {
    private static final Credential CREDENTIAL = new Credential(
            new AppKey("278d425bdf160c739803"), "7ad3773142a6692b25b8");
    private static final SocketId SOCKET = new SocketId("1234.1234");
    private static final String USER_DATA = "{\"id\":\"12345\"}";
    private static final String DIGEST = "4708d583dada6a56435fb8bc611c77c359a31eebde13337c16ab43aa6de336ba";

    @Test
    void signsAndVerifiesSignInLikeTheWorkedExample() {
        assertEquals("1234.1234::user::{\"id\":\"12345\"}", UserSigner.stringToSign(SOCKET, USER_DATA));
        assertEquals("278d425bdf160c739803:" + DIGEST, UserSigner.sign(CREDENTIAL, SOCKET, USER_DATA));
        assertTrue(UserSigner.verify(CREDENTIAL, SOCKET, USER_DATA, DIGEST));
    }

    @Test
    void aSignatureIsForOneSocketAndOneText() {
        assertFalse(UserSigner.verify(CREDENTIAL, new SocketId("1234.1235"), USER_DATA, DIGEST));
        assertFalse(UserSigner.verify(CREDENTIAL, SOCKET, "{\"id\": \"12345\"}", DIGEST));
    }

    @Test
    void upperCaseHexIsRefused() {
        assertFalse(UserSigner.verify(CREDENTIAL, SOCKET, USER_DATA, DIGEST.toUpperCase(Locale.ROOT)));
    }
}
