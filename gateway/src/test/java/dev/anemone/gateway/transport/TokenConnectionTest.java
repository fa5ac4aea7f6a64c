package dev.anemone.gateway.transport;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.anemone.auth.SubscriptionSigner;
import dev.anemone.gateway.Gateway;
import dev.anemone.gateway.GatewayConfig;
import dev.anemone.gateway.session.Apps;
import dev.anemone.gateway.session.Tokens;
import dev.anemone.model.App;
import dev.anemone.model.ChannelName;
import dev.anemone.model.Glob;
import dev.anemone.model.Revocation;
import dev.anemone.model.SocketId;
import dev.anemone.model.TokenPublicKey;
import dev.anemone.model.TokenTrust;
import dev.anemone.store.memory.MemoryStore;
import io.undertow.Undertow;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.Signature;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// Tokens of a public key over real sockets: they are verified by another thread than the connection's.
class TokenConnectionTest {
    private static final Pattern SOCKET_ID = Pattern.compile("[0-9]+\\.[0-9]+");

    private final KeyPair keys = keys();
    private final App app = Apps.OPEN.toBuilder()
            .tokenTrust(new TokenTrust(List.of(), List.of(TokenPublicKey.ofPem(pem(keys))), Optional.empty(),
                    Optional.empty(), Optional.empty()))
            .build();
    private final MemoryStore store = MemoryStore.create(List.of(app));
    private final Undertow undertow = Undertow.builder().addHttpListener(0, "127.0.0.1",
            Gateway.create(GatewayConfig.DEFAULTS, store, Tokens.access(store, InstantSource.system()),
                    new SplittableRandom(1), InstantSource.system()).handler())
            .build();
    private final HttpClient http = HttpClient.newHttpClient();

    TokenConnectionTest() {
        undertow.start();
    }

    @AfterEach
    void stop() {
        http.shutdownNow();
        undertow.stop();
    }

    private static KeyPair keys() {
        try {
            return KeyPairGenerator.getInstance("Ed25519").generateKeyPair();
        } catch (GeneralSecurityException e) {
            throw new LinkageError("Every JDK has Ed25519", e);
        }
    }

    private static String pem(KeyPair keys) {
        return "-----BEGIN PUBLIC KEY-----\n" + Base64.getEncoder().encodeToString(keys.getPublic().getEncoded())
                + "\n-----END PUBLIC KEY-----\n";
    }

    private String token(String claims) throws GeneralSecurityException {
        Base64.Encoder base64 = Base64.getUrlEncoder().withoutPadding();
        String content = base64.encodeToString("{\"alg\":\"EdDSA\"}".getBytes(UTF_8)) + "."
                + base64.encodeToString(claims.getBytes(UTF_8));
        Signature signature = Signature.getInstance("Ed25519");
        signature.initSign(keys.getPrivate());
        signature.update(content.getBytes(UTF_8));
        return content + "." + base64.encodeToString(signature.sign());
    }

    private String tokenOfAnn() throws GeneralSecurityException {
        long now = Instant.now().getEpochSecond();
        return token("{\"jti\":\"t1\",\"sub\":\"ann\",\"iat\":" + now + ",\"exp\":" + (now + 600)
                + ",\"capabilities\":{\"private-*\":[\"subscribe\"]}}");
    }

    private void revoke(Revocation.Subject subject) {
        Instant now = Instant.now();
        store.revocations().revoke(new Revocation(app.id(), subject, now, now.plusSeconds(60))).toCompletableFuture()
                .join();
    }

    private final class Client implements WebSocket.Listener {
        private final StringBuilder message = new StringBuilder();
        private final BlockingQueue<String> messages = new LinkedBlockingQueue<>();
        private final CompletableFuture<Integer> closed = new CompletableFuture<>();
        private final WebSocket socket;

        Client() {
            var address = (InetSocketAddress) undertow.getListenerInfo().getFirst().getAddress();
            socket = http.newWebSocketBuilder().buildAsync(URI.create("ws://127.0.0.1:" + address.getPort() + "/app/"
                    + Apps.CREDENTIAL.key() + "?protocol=7"), this).join();
        }

        @Override
        public @Nullable CompletionStage<?> onText(WebSocket webSocket, CharSequence data, boolean last) {
            message.append(data);
            if (last) {
                messages.add(message.toString());
                message.setLength(0);
            }
            webSocket.request(1);
            return null;
        }

        @Override
        public @Nullable CompletionStage<?> onClose(WebSocket webSocket, int statusCode, String reason) {
            closed.complete(statusCode);
            return null;
        }

        void say(String json) {
            socket.sendText(json, true).join();
        }

        void subscribe(String channel) {
            say("{\"event\":\"pusher:subscribe\",\"data\":{\"channel\":\"" + channel + "\"}}");
        }

        void present(String token) {
            say("{\"event\":\"anemone:token\",\"data\":{\"token\":\"" + token + "\"}}");
        }

        String next() throws InterruptedException {
            String next = messages.poll(20, TimeUnit.SECONDS);
            return next == null ? "nothing" : next;
        }

        /// The next message is one of these.
        void expect(String event, String content) throws InterruptedException {
            assertThat(next()).startsWith("{\"event\":\"" + event + "\"").contains(content);
        }
    }

    @Test
    void whoAsksRightBehindTheTokenIsNotTooEarly() throws Exception {
        var client = new Client();
        client.present(tokenOfAnn());
        client.subscribe("private-a");
        client.present("nonsense");
        client.subscribe("private-b");

        client.expect("pusher:connection_established", "socket_id");
        client.expect("anemone:token_accepted", "ann");
        client.expect("pusher_internal:subscription_succeeded", "private-a");
        client.expect("anemone:token_refused", "token_invalid");
        client.expect("pusher_internal:subscription_succeeded", "private-b");
    }

    @Test
    void aRevocationIsThereWithinASecond() throws Exception {
        var client = new Client();
        client.present(tokenOfAnn());
        client.subscribe("private-a");
        client.expect("pusher:connection_established", "socket_id");
        client.expect("anemone:token_accepted", "ann");
        client.expect("pusher_internal:subscription_succeeded", "private-a");
        revoke(new Revocation.Token("t1"));

        await().atMost(Duration.ofSeconds(1)).until(() -> client.messages.size() == 2);
        client.expect("anemone:token_refused", "token_revoked");
        client.expect("pusher:subscription_error", "token_revoked");
    }

    @Test
    void aRevokedChannelIsSearchedForOnAllThreads() throws Exception {
        Client[] clients = {new Client(), new Client(), new Client(), new Client()};
        for (Client client : clients) {
            Matcher id = SOCKET_ID.matcher(client.next());
            assertThat(id.find()).isTrue();
            client.say("{\"event\":\"pusher:subscribe\",\"data\":{\"channel\":\"private-a\",\"auth\":\""
                    + SubscriptionSigner.sign(Apps.CREDENTIAL, new SocketId(id.group()), new ChannelName("private-a"),
                            null)
                    + "\"}}");
            client.expect("pusher_internal:subscription_succeeded", "private-a");
        }
        revoke(new Revocation.Channels(Glob.of("private-*")));

        for (Client client : clients) {
            assertThat(client.closed).succeedsWithin(Duration.ofSeconds(1)).isEqualTo(4200);
        }
    }
}
