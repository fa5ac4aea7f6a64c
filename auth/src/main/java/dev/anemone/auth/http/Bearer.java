package dev.anemone.auth.http;

import dev.anemone.auth.AccessClaims;
import dev.anemone.model.AppId;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/// Who bears a token, as far as the token says: its user, however many tokens they have; else the token, by its id; else the
/// token itself.
///
/// @param name of the user or token; the digest of a token that has none, which tells nothing about it
record Bearer(AppId app, Kind kind, String name) {
    /// What is named.
    enum Kind {
        USER, TOKEN_ID, TOKEN_DIGEST
    }

    static Bearer of(AppId app, AccessClaims claims, String token) {
        if (claims.member() != null) {
            return new Bearer(app, Kind.USER, claims.member().id().value());
        }
        return claims.tokenId()
                .map(id -> new Bearer(app, Kind.TOKEN_ID, id))
                .orElseGet(() -> new Bearer(app, Kind.TOKEN_DIGEST, digest(token)));
    }

    private static String digest(String token) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(token.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(digest);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every JDK has SHA-256", e);
        }
    }
}
