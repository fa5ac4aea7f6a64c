package dev.anemone.gateway.session;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.anemone.auth.AccessClaims;
import dev.anemone.auth.TokenVerdict;
import dev.anemone.auth.access.TokenAccess;
import dev.anemone.model.App;
import dev.anemone.model.TokenKey;
import dev.anemone.store.Store;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Base64;
import java.util.List;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/// Access tokens, made by hand (RFC 7515 §A.1), and an app that believes them.
public final class Tokens {
    /// How far the clock of whoever makes them may be from that of whoever judges them.
    public static final Duration LEEWAY = Duration.ofSeconds(10);

    private static final String KEY = "0123456789012345678901234567890123456789";

    /// [Apps#OPEN], with the key of these tokens.
    public static final App TRUSTING = Apps.OPEN.toBuilder().tokenKeys(List.of(new TokenKey(KEY))).build();

    private Tokens() {}

    /// A token that says `claims`, a JSON object.
    public static String of(String claims) {
        Base64.Encoder base64 = Base64.getUrlEncoder().withoutPadding();
        String content = base64.encodeToString("{\"alg\":\"HS256\"}".getBytes(UTF_8)) + "."
                + base64.encodeToString(claims.getBytes(UTF_8));
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(KEY.getBytes(UTF_8), "HmacSHA256"));
            return content + "." + base64.encodeToString(mac.doFinal(content.getBytes(UTF_8)));
        } catch (GeneralSecurityException e) {
            throw new LinkageError("Every JDK has HmacSHA256", e);
        }
    }

    /// Judges them by `clock`, and by what `store` says was revoked.
    public static TokenAccess access(Store store, InstantSource clock) {
        return TokenAccess.start(store.revocations(), clock, System::nanoTime, LEEWAY, Duration.ofMinutes(5));
    }

    /// What a token that is good says.
    public static AccessClaims claims(TokenAccess tokens, String claims) {
        return switch (tokens.verify(of(claims), TRUSTING).toCompletableFuture().join()) {
            case TokenVerdict.Accepted(var read) -> read;
            case TokenVerdict.Refused(var reason, var _) -> throw new AssertionError("Refused: " + reason);
        };
    }
}
