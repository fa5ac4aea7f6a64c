package example;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.KeyUse;
import com.nimbusds.jose.jwk.gen.ECKeyGenerator;
import com.nimbusds.jose.jwk.source.ImmutableJWKSet;
import com.pusher.rest.Pusher;
import com.pusher.rest.data.PresenceUser;
import com.pusher.rest.data.Result;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.http.CacheControl;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.security.oauth2.jose.jws.SignatureAlgorithm;
import org.springframework.security.oauth2.jwt.JwsHeader;
import org.springframework.security.oauth2.jwt.JwtClaimsSet;
import org.springframework.security.oauth2.jwt.JwtEncoderParameters;
import org.springframework.security.oauth2.jwt.NimbusJwtEncoder;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.server.ResponseStatusException;

/// A backend that lets its users into private and presence channels: by an endpoint of its own, and by tokens for Anemone's
/// auth service, which reads the public key at `/jwks.json`.
@SpringBootApplication
@RestController
public class AuthExample {
    private static final Duration TOKEN_LIFE = Duration.ofMinutes(10);

    private final Pusher pusher;
    private final ECKey key;
    private final NimbusJwtEncoder tokens;

    /// What is there by default is the app of the README.
    AuthExample(@Value("${ANEMONE_APP_ID:app-id}") String id, @Value("${ANEMONE_APP_KEY:app-key}") String appKey,
            @Value("${ANEMONE_APP_SECRET:app-secret}") String secret,
            @Value("${ANEMONE_URL:http://127.0.0.1:6001}") URI anemone) throws JOSEException {
        pusher = new Pusher(id, appKey, secret);
        pusher.setHost(anemone.getAuthority());
        pusher.setEncrypted(anemone.getScheme().equals("https"));
        key = new ECKeyGenerator(Curve.P_256).keyUse(KeyUse.SIGNATURE).keyID(UUID.randomUUID().toString()).generate();
        tokens = new NimbusJwtEncoder(new ImmutableJWKSet<>(new JWKSet(key)));
    }

    public static void main(String[] args) {
        SpringApplication.run(AuthExample.class, args);
    }

    /// Who asks. Put your session here, or Spring Security's `Authentication`: this one believes anybody.
    private static String nameOf(String user) {
        return user.toUpperCase(Locale.ROOT);
    }

    /// Way 1: your own endpoint decides about each channel, and signs.
    @PostMapping(path = "/pusher/auth", produces = MediaType.APPLICATION_JSON_VALUE)
    String authorize(@RequestHeader("X-User") String user, @RequestParam("socket_id") String socket,
            @RequestParam("channel_name") String channel) {
        if (channel.equals("private-user-" + user)) {
            return pusher.authenticate(socket, channel);
        }
        if (channel.equals("presence-room")) {
            return pusher.authenticate(socket, channel, new PresenceUser(user, Map.of("name", nameOf(user))));
        }
        throw new ResponseStatusException(HttpStatus.FORBIDDEN);
    }

    /// Ways 2 and 3: say once what the user may do; Anemone decides about each channel.
    @GetMapping("/token")
    Map<String, Object> token(@RequestHeader("X-User") String user) {
        Instant now = Instant.now();
        JwtClaimsSet claims = JwtClaimsSet.builder()
                .subject(user)
                .issuedAt(now)
                .expiresAt(now.plus(TOKEN_LIFE))
                .claim("user_info", Map.of("name", nameOf(user)))
                .claim("capabilities", Map.of("private-user-{sub}", List.of("subscribe"), "presence-room",
                        List.of("presence")))
                .build();
        JwsHeader header = JwsHeader.with(SignatureAlgorithm.ES256).keyId(key.getKeyID()).build();
        return Map.of("token", tokens.encode(JwtEncoderParameters.from(header, claims)).getTokenValue(), "expires_in",
                TOKEN_LIFE.toSeconds());
    }

    /// An event for the user alone.
    @PostMapping("/hello")
    Map<String, Object> hello(@RequestHeader("X-User") String user) {
        Result result = pusher.trigger("private-user-" + user, "hello", Map.of("to", nameOf(user)));
        if (result.getStatus() != Result.Status.SUCCESS) {
            throw new ResponseStatusException(HttpStatus.BAD_GATEWAY, result.getMessage());
        }
        return Map.of();
    }

    /// The public halves of the keys, for the app's `token-jwks-url`. A new key is used as soon as it is here; an old one
    /// stays until its last token has expired.
    @GetMapping("/jwks.json")
    ResponseEntity<Map<String, Object>> keys() {
        return ResponseEntity.ok().cacheControl(CacheControl.maxAge(Duration.ofMinutes(5)).cachePublic())
                .body(new JWKSet(key).toJSONObject(true));
    }
}
