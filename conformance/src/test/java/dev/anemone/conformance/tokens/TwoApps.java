package dev.anemone.conformance.tokens;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.anemone.conformance.pusher.Credentials;
import dev.anemone.conformance.server.AnemoneProcess;
import dev.anemone.conformance.server.App;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Base64;
import java.util.Map;

/// A server with two apps whose users come with tokens, in all the ways in which an app may trust, and an intruder with an
/// identity provider that nobody trusts. It logs all it can.
final class TwoApps implements AutoCloseable {
    static final Credentials SHOP = new Credentials("1", "shop-key", "shop-secret-that-is-as-long-as-a-token-key");
    static final Credentials FORUM = new Credentials("2", "forum-key", "forum-secret");
    /// It has no token keys.
    static final Credentials WITHOUT_TOKENS = new Credentials("3", "plain-key", "plain-secret");
    /// Trusts as the shop does, and is switched off.
    static final Credentials DISABLED = new Credentials("4", "closed-key", "closed-secret");

    static final String ISSUER = "https://id.example";
    static final String PAGE = "https://shop.example";
    static final byte[] MASTER_KEY = "the shop's master key: 32 bytes!"
            .getBytes(UTF_8);

    private static final String TALKATIVE = """
            handlers = java.util.logging.ConsoleHandler
            java.util.logging.ConsoleHandler.level = ALL
            java.util.logging.SimpleFormatter.format = %4$s %5$s%n
            dev.anemone.level = ALL
            """;

    /// What the shop's own backend makes tokens with.
    final SigningKey shopShared = SigningKey.hs256("what the shop's backend signs with");
    /// What the shop was given in PEM.
    final SigningKey shopPem = SigningKey.rs256(null);
    /// What the shop's identity provider publishes.
    final SigningKey shopPublished = SigningKey.es256("current");
    final SigningKey shopNewest = SigningKey.edDsa("newest");
    final SigningKey forumShared = SigningKey.hs256("what the forum's backend signs with");
    /// Another key of the same name.
    final SigningKey forumPublished = SigningKey.es256("current");
    final SigningKey intruders = SigningKey.es256("current");

    final IdentityProvider intruder = IdentityProvider.start(Duration.ofMinutes(5), intruders, intruders.named("mine"));
    private final IdentityProvider shopProvider = IdentityProvider.start(Duration.ofMinutes(5), shopPublished,
            shopNewest);
    private final IdentityProvider forumProvider = IdentityProvider.start(Duration.ofMinutes(5), forumPublished);
    private final Path logging;
    final AnemoneProcess server;

    TwoApps() {
        try {
            logging = Files.writeString(Files.createTempFile("logging", ".properties"), TALKATIVE);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        server = AnemoneProcess.start("two-apps", settings(),
                Map.of("JAVA_TOOL_OPTIONS", "-Djava.util.logging.config.file=" + logging));
    }

    private String settings() {
        return """
                auth: {allowed-origins: ["%s"], cookie: access, requests-per-second: 0, address-requests-per-second: 0}
                apps:
                  - id: "1"
                    key: %s
                    secret: %s
                    client-events: true
                    token-keys: ["what the shop's backend signs with"]
                    token-public-keys: ["%s"]
                    token-jwks-url: %s
                    token-issuer: %s
                    token-audience: shop
                    encryption-master-key: %s
                  - id: "2"
                    key: %s
                    secret: %s
                    token-keys: ["what the forum's backend signs with"]
                    token-jwks-url: %s
                    token-issuer: %s
                    token-audience: forum
                  - {id: "3", key: %s, secret: %s}
                  - id: "4"
                    key: %s
                    secret: %s
                    enabled: false
                    token-keys: ["what the shop's backend signs with"]
                """
                .formatted(PAGE, SHOP.key(), SHOP.secret(), shopPem.pem().replace("\n", "\\n"), shopProvider.url(),
                        ISSUER, Base64.getEncoder().encodeToString(MASTER_KEY), FORUM.key(), FORUM.secret(),
                        forumProvider.url(), ISSUER, WITHOUT_TOKENS.key(), WITHOUT_TOKENS.secret(), DISABLED.key(),
                        DISABLED.secret());
    }

    App app(Credentials credentials) {
        return new App(server.endpoint(), credentials);
    }

    /// A token of the shop's for a user who may do what is usual.
    ///
    /// No other of these tables' tokens is as good.
    static Token ann() {
        return user("1").with("user_info", Map.of("name", "Ann"))
                .can("private-orders-*", "subscribe")
                .can("private-orders-vault-*")
                .can("private-user-{sub}", "subscribe")
                .can("private-mail-{sub}.*", "subscribe")
                .can("presence-room-{sub}", "presence")
                .can("presence-lobby", "presence");
    }

    /// A token of the shop's for a user who may do nothing yet.
    static Token user(String id) {
        return Token.forAMinute().of(id).with("iss", ISSUER).with("aud", "shop");
    }

    @Override
    public void close() {
        server.close();
        shopProvider.close();
        forumProvider.close();
        intruder.close();
        try {
            Files.delete(logging);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
