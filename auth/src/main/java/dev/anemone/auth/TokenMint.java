package dev.anemone.auth;

import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.anemone.model.TokenKey;
import io.jsonwebtoken.Jwts;
import io.jsonwebtoken.jackson.io.JacksonSerializer;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import javax.crypto.SecretKey;
import javax.crypto.spec.SecretKeySpec;

/// Makes access tokens, for those who try things out: in earnest, a customer's backend or identity provider does.
public final class TokenMint {
    private static final JsonMapper JSON = new JsonMapper();

    private TokenMint() {}

    /// A token that says `claims`, by HS256. They are not checked: [AccessTokens] does that.
    ///
    /// @param claims values as JSON has them; times in seconds
    public static String mint(TokenKey key, Map<String, ?> claims) {
        SecretKey secret = new SecretKeySpec(key.secret().getBytes(StandardCharsets.UTF_8), "HmacSHA256");
        return Jwts.builder()
                .json(new JacksonSerializer<>(JSON))
                .claims(claims)
                .signWith(secret, Jwts.SIG.HS256)
                .compact();
    }
}
