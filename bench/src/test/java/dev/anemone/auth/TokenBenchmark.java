package dev.anemone.auth;

import dev.anemone.auth.TokenVerdict.Accepted;
import dev.anemone.bench.jmh.Measured;
import dev.anemone.bench.jmh.SampleApp;
import dev.anemone.model.ChannelName;
import dev.anemone.model.SocketId;
import dev.anemone.model.TokenKey;
import dev.anemone.model.TokenPublicKey;
import dev.anemone.model.TokenTrust;
import io.jsonwebtoken.JwtBuilder;
import io.jsonwebtoken.Jwts;
import io.jsonwebtoken.security.SignatureAlgorithm;
import java.security.KeyPair;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Setup;

/// What it costs to believe a token, and to turn it into the signature of a channel. `bench/jmh TokenBenchmark.sign -bm thrpt
/// -tu s` prints signatures a second on one core.
public class TokenBenchmark extends Measured {
    private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");
    private static final TokenKey SHARED = new TokenKey("a token key of 32 bytes or more, for HS256");

    /// To find the primes of RSA takes longer than all else.
    private static final Map<String, KeyPair> PAIRS = new ConcurrentHashMap<>();

    @Param({"HS256", "RS256", "ES256", "EdDSA"}) public String algorithm = "";

    private final AccessTokens tokens = new AccessTokens(InstantSource.fixed(NOW), Duration.ofSeconds(10));
    private final SocketId socket = new SocketId("131160.155806628");
    private final ChannelName channel = SampleApp.CHANNEL.channel();
    private TokenTrust trust = TokenTrust.NONE;
    private String token = "";

    @Setup
    public void makeToken() {
        Map<String, Object> claims = Map.of("sub", "user-17", "iat", NOW.getEpochSecond(), "exp",
                NOW.plusSeconds(600).getEpochSecond(), "jti", "5f1d0c9a-4711", "user_info", Map.of("name", "Zoë"),
                "capabilities", Map.of("private-orders-*", List.of("subscribe", "publish"), "presence-room-{sub}",
                        List.of("presence")));
        if (algorithm.equals("HS256")) {
            trust = TokenTrust.of(List.of(SHARED));
            token = TokenMint.mint(SHARED, claims);
        } else {
            var signing = (SignatureAlgorithm) Jwts.SIG.get().forKey(algorithm);
            KeyPair pair = PAIRS.computeIfAbsent(algorithm, _ -> signing.keyPair().build());
            trust = new TokenTrust(List.of(), List.of(TokenPublicKey.of(pair.getPublic())), Optional.empty(),
                    Optional.empty(), Optional.empty());
            JwtBuilder builder = Jwts.builder().claims(claims);
            token = builder.signWith(pair.getPrivate(), signing).compact();
        }
        sign(); // Throws if the token is refused.
    }

    @Benchmark
    public TokenVerdict verify() {
        return tokens.verify(token, trust, List.of());
    }

    @Benchmark
    public String sign() {
        if (!(verify() instanceof Accepted(AccessClaims claims))
                || !claims.capabilities().decide(channel, ChannelOperation.SUBSCRIBE).allowed()) {
            throw new IllegalStateException("Our own token is refused");
        }
        return SubscriptionSigner.sign(SampleApp.CREDENTIAL, socket, channel, null);
    }
}
