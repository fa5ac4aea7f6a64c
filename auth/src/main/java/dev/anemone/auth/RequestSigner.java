package dev.anemone.auth;

import dev.anemone.model.Credential;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/// Signs and checks requests to the REST API (Pusher docs, "HTTP API reference", "Authentication"). Stateless.
public final class RequestSigner {
    private static final HexFormat HEX = HexFormat.of();
    private static final ThreadLocal<MessageDigest> MD5 = ThreadLocal.withInitial(RequestSigner::newMd5);

    private RequestSigner() {}

    /// What is signed: three lines.
    ///
    /// @param method in upper case
    /// @param path from the request line, without the query
    /// @param sortedParameters every query parameter but `auth_signature`: names in lower case, sorted, `name=value`
    ///     joined by `&`, neither escaped
    public static String stringToSign(String method, String path, String sortedParameters) {
        return method + "\n" + path + "\n" + sortedParameters;
    }

    /// The value of `auth_signature`.
    public static String sign(Credential credential, String stringToSign) {
        return HmacSha256.hex(credential, stringToSign);
    }

    /// Whether `signature` was made with `credential`. Constant time.
    public static boolean verify(Credential credential, String stringToSign, String signature) {
        return HmacSha256.matches(HmacSha256.hex(credential, stringToSign), signature);
    }

    /// The value of `body_md5`: lower-case hex over the raw bytes.
    public static String bodyMd5(byte[] body) {
        MessageDigest md5 = Thread.currentThread().isVirtual() ? newMd5() : MD5.get();
        return HEX.formatHex(md5.digest(body));
    }

    private static MessageDigest newMd5() {
        try {
            return MessageDigest.getInstance("MD5");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("This Java runtime has no MD5", e);
        }
    }
}
