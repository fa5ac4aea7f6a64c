package dev.anemone.model;

import java.net.URI;
import java.util.List;
import java.util.Optional;

/// Whose access tokens an app believes, and which of theirs.
///
/// @param sharedKeys verify HS256, HS384 and HS512; never the app's secret
/// @param publicKeys verify RS, PS, ES and EdDSA
/// @param jwks where an identity provider publishes its public keys (RFC 7517 §5): `https`, or `http` where the network
///     between is trusted, with a host and without a user
/// @param issuer what `iss` has to be; any, or none, if empty
/// @param audience what `aud` has to hold; any, or none, if empty
public record TokenTrust(List<TokenKey> sharedKeys, List<TokenPublicKey> publicKeys, Optional<URI> jwks,
        Optional<String> issuer, Optional<String> audience) {
    /// Believes no token.
    public static final TokenTrust NONE = of(List.of());

    public TokenTrust {
        sharedKeys = List.copyOf(sharedKeys);
        publicKeys = List.copyOf(publicKeys);
        jwks.ifPresent(TokenTrust::check);
    }

    /// Believes what these keys verify.
    public static TokenTrust of(List<TokenKey> sharedKeys) {
        return new TokenTrust(sharedKeys, List.of(), Optional.empty(), Optional.empty(), Optional.empty());
    }

    private static void check(URI url) {
        boolean http = "https".equals(url.getScheme()) || "http".equals(url.getScheme());
        if (!http || url.getHost() == null || url.getUserInfo() != null) {
            throw new IllegalArgumentException("expected an https or http URL with a host and without a user");
        }
    }

    /// Whether there is any key, so that tokens can be believed at all.
    public boolean any() {
        return !sharedKeys.isEmpty() || !publicKeys.isEmpty() || jwks.isPresent();
    }
}
