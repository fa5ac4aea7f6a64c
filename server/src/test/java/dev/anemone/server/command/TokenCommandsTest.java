package dev.anemone.server.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import dev.anemone.auth.AccessClaims;
import dev.anemone.auth.AccessTokens;
import dev.anemone.auth.ChannelOperation;
import dev.anemone.auth.TokenVerdict.Accepted;
import dev.anemone.model.ChannelName;
import dev.anemone.model.Member;
import dev.anemone.model.TokenKey;
import dev.anemone.model.TokenTrust;
import dev.anemone.model.UserId;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// `anemone token` and `anemone explain` with what is configured.
class TokenCommandsTest {
    private static final String KEY = "token-key-of-the-shop-of-32-bytes";
    private static final String NEW_KEY = "another-key-of-the-shop-of-32-bytes";

    @TempDir private Path folder;

    private String file(String yaml) throws IOException {
        return Files.writeString(folder.resolve("anemone.yml"), yaml).toString();
    }

    private String shop() throws IOException {
        return file("""
                apps:
                  - { id: shop, key: k, secret: s, token-keys: [%s, %s], client-events: true }
                """.formatted(KEY, NEW_KEY));
    }

    private static String[] with(String command, List<String> first, String... more) {
        var all = new ArrayList<String>(List.of(command));
        all.addAll(first);
        all.addAll(List.of(more));
        return all.toArray(String[]::new);
    }

    private static String minted(Cli cli) {
        assertThat(cli.err()).isEmpty();
        assertThat(cli.code()).isZero();
        assertThat(cli.out()).hasLineCount(1);
        return cli.out().strip();
    }

    private static AccessClaims claims(String token, TokenTrust trust) {
        return new AccessTokens(InstantSource.system(), Duration.ofSeconds(5))
                .verify(token, trust, List.of()) instanceof Accepted(AccessClaims claims)
                        ? claims
                        : fail("Expected it to be accepted");
    }

    private static TokenTrust trust(String key) {
        return TokenTrust.of(List.of(new TokenKey(key)));
    }

    private static boolean allows(AccessClaims claims, String channel, ChannelOperation operation) {
        return claims.capabilities().decide(new ChannelName(channel), operation).allowed();
    }

    @Test
    void aTokenSaysWhatItWasAskedToSay() throws IOException {
        Instant before = Instant.now();

        AccessClaims claims = claims(minted(Cli.run("token", "--config", shop(), "--app", "shop", "--sub", "7", "--can",
                "private-a=b-*=subscribe,publish", "--can", "presence-{sub}=presence", "--can", "private-a=b-*=history",
                "--can", "private-a=b-c=", "--ttl", "10m", "--info", "{\"name\":\"Zoë\",\"n\":1.10}", "--watch", "8",
                "--watch",
                "9", "--id", "t 1")), trust(KEY));

        assertThat(claims.member()).isEqualTo(new Member(new UserId("7"), "{\"name\":\"Zoë\",\"n\":1.10}"));
        assertThat(claims.watchlist()).containsExactly(new UserId("8"), new UserId("9"));
        assertThat(claims.tokenId()).contains("t 1");
        assertThat(claims.expiresAt()).isBetween(before.plusSeconds(599), Instant.now().plusSeconds(600));
        assertThat(claims.issuedAt().orElseThrow()).isBetween(before.minusSeconds(1), Instant.now());
        for (ChannelOperation operation : List.of(ChannelOperation.SUBSCRIBE, ChannelOperation.PUBLISH,
                ChannelOperation.HISTORY)) {
            assertThat(allows(claims, "private-a=b-x", operation)).isTrue();
            assertThat(allows(claims, "private-a=b-c", operation)).isFalse();
        }
        assertThat(allows(claims, "presence-7", ChannelOperation.PRESENCE)).isTrue();
    }

    @Test
    void aTokenMayNameNobodyAndAllowNothingForAnHour() {
        Instant before = Instant.now();

        AccessClaims claims = claims(minted(Cli.run("token", "--key", KEY)), trust(KEY));

        assertThat(claims.member()).isNull();
        assertThat(claims.tokenId()).isEmpty();
        assertThat(claims.watchlist()).isEmpty();
        assertThat(claims.expiresAt()).isBetween(before.plusSeconds(3_599), Instant.now().plusSeconds(3_600));
        assertThat(allows(claims, "private-x", ChannelOperation.SUBSCRIBE)).isFalse();
    }

    @Test
    void theIssuerAndAudienceAreThoseOfTheApp() {
        Map<String, String> environment = Map.of("ANEMONE_APP_ID", "1", "ANEMONE_APP_KEY", "k", "ANEMONE_APP_SECRET",
                "s",
                "ANEMONE_APP_TOKEN_KEY", KEY, "ANEMONE_APP_TOKEN_ISSUER", "https://login.example/",
                "ANEMONE_APP_TOKEN_AUDIENCE", "shop");

        String token = minted(Cli.run(environment, "token", "--sub", "7"));

        claims(token, new TokenTrust(List.of(new TokenKey(KEY)), List.of(), Optional.empty(),
                Optional.of("https://login.example/"), Optional.of("shop")));
    }

    @Test
    void withoutAnAppThereIsNoKey() throws IOException {
        Cli none = Cli.run("token", "--sub", "7");
        Cli other = Cli.run("token", "--config", shop(), "--app", "blog");
        Cli keyless = Cli.run("token", "--config", file("apps: [{ id: '1', key: k, secret: s }]"));

        assertThat(none.err())
                .isEqualToNormalizingNewlines("anemone: There is no app here: name the file that configures"
                        + " it with --config, or the Redis that the nodes share with --redis.\n");
        assertThat(other.err()).isEqualToNormalizingNewlines("anemone: There is no app blog.\n");
        assertThat(keyless.err()).isEqualToNormalizingNewlines(
                "anemone: The app has no token-keys: whoever has its private key makes its tokens.\n");
        assertThat(List.of(none.code(), other.code(), keyless.code())).containsOnly(1);
    }

    @Test
    void ofSeveralAppsOneHasToBeNamed() throws IOException {
        String two = file("apps: [{ id: '1', key: k, secret: s }, { id: '2', key: l, secret: s, token-keys: [" + KEY
                + "] }]");

        Cli unnamed = Cli.run("token", "--config", two);

        assertThat(unnamed.err()).startsWith("anemone: --app: expected one of 1, 2, got nothing: see ");
        assertThat(unnamed.code()).isEqualTo(2);
        claims(minted(Cli.run("token", "--config", two, "--app-id", "2")), trust(KEY));
    }

    @Test
    void whatDecidesIsNamedAndDeniedIsCode1() throws IOException {
        List<String> shop = List.of("--config", shop());
        String token = minted(Cli.run(with("token", shop, "--sub", "7", "--can", "private-*=subscribe")));

        Cli allowed = Cli.run(with("explain", shop, "--token", token, "--channel", "private-x"));
        Cli publishing = Cli.run(with("explain", shop, "--token", token, "--channel", "private-x", "--op", "publish"));
        Cli presence = Cli.run(with("explain", shop, "--token", token, "--channel", "presence-x"));
        Cli forged = Cli.run(with("explain", shop, "--channel", "private-x", "--token",
                minted(Cli.run("token", "--key", "f".repeat(32)))));

        assertThat(allowed.out()).isEqualToNormalizingNewlines(
                """
                        Allowed (pattern): private-* allows subscribe on private-x.
                        Revocations of the token, its user and the channel were not looked at: name the Redis that the nodes share \
                        with --redis.
                        """);
        assertThat(publishing.out()).isEqualToNormalizingNewlines(
                "Denied (operation): private-* does not allow publish on private-x.\n");
        assertThat(presence.out()).isEqualToNormalizingNewlines(
                "Denied (pattern): No pattern of the token's capabilities matches presence-x.\n");
        assertThat(forged.out()).startsWith("Denied (signature): The token is refused, BAD_SIGNATURE: ");
        assertThat(List.of(allowed.code(), publishing.code(), presence.code(), forged.code()))
                .containsExactly(0, 1, 1, 1);
        assertThat(allowed.err() + publishing.err() + presence.err() + forged.err()).isEmpty();
    }

    @Test
    void aTokenOfTheNewKeyIsGoodToo() throws IOException {
        String token = minted(Cli.run("token", "--key", NEW_KEY, "--can", "private-*=subscribe"));

        assertThat(Cli.run("explain", "--config", shop(), "--token", token, "--channel", "private-x").code()).isZero();
    }
}
