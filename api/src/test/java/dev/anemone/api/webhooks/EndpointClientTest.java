package dev.anemone.api.webhooks;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.anemone.api.webhooks.EndpointClient.Attempt;
import java.io.IOException;
import java.lang.ref.WeakReference;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.IntStream;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Real connections to servers on this machine, some of them rude.
class EndpointClientTest {
    private static final String NOT_PUBLIC = "Not sent: the host is not on the public internet.";

    private final Receiver receiver = Receiver.start();
    private final Map<String, List<String>> names = new ConcurrentHashMap<>();
    private final List<String> lookups = new CopyOnWriteArrayList<>();
    private Optional<EndpointClient> client = Optional.empty();

    @AfterEach
    void close() {
        client.ifPresent(EndpointClient::close);
        receiver.close();
    }

    private static SSLContext systemTrust() {
        try {
            return SSLContext.getDefault();
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError(e);
        }
    }

    /// Names of this test first; then what the system says.
    private List<InetAddress> lookUp(String host) throws UnknownHostException {
        lookups.add(host);
        if (!names.containsKey(host)) {
            return HostLookup.SYSTEM.lookUp(host);
        }
        InetAddress[] addresses = new InetAddress[names.get(host).size()];
        for (int i = 0; i < addresses.length; i++) {
            addresses[i] = InetAddress.getByName(names.get(host).get(i));
        }
        return List.of(addresses);
    }

    private Attempt start(URI url, boolean fromOperator, boolean allowPrivateTargets, SSLContext trust) {
        return start(url, fromOperator, allowPrivateTargets, trust, new byte[]{'{', '}'});
    }

    private Attempt start(URI url, boolean fromOperator, boolean allowPrivateTargets, SSLContext trust, byte[] body) {
        if (client.isEmpty()) {
            WebhookConfig defaults = WebhookConfig.DEFAULTS;
            var config = new WebhookConfig(defaults.attemptTimeout(), defaults.firstRetry(), defaults.maxRetryDelay(),
                    defaults.retryHorizon(), defaults.batchWindow(), defaults.maxBatchEvents(), 10,
                    defaults.pollInterval(), allowPrivateTargets);
            client = Optional.of(new EndpointClient(config, this::lookUp, trust));
        }
        return client.get().post(url, fromOperator, Map.of(), body);
    }

    private Outcome post(URI url, boolean fromOperator) {
        return start(url, fromOperator, false, systemTrust()).outcome().toCompletableFuture().join();
    }

    private Outcome postAsOperator(URI url) {
        return post(url, true);
    }

    @ParameterizedTest
    @CsvSource({"200, true", "201, true", "204, true", "299, true", "300, false", "400, false", "404, false",
            "410, false", "500, false", "503, false"})
    void onlyTwoHundredsAreDeliveries(int status, boolean delivered) {
        receiver.answer(status);

        assertThat(postAsOperator(receiver.url("/")).delivered()).isEqualTo(delivered);
    }

    @ParameterizedTest
    @ValueSource(ints = {301, 302, 303, 307, 308})
    void redirectsAreNotFollowed(int status) {
        receiver.answer(status);

        assertThat(postAsOperator(receiver.url("/first")))
                .isEqualTo(Outcome.failed("Answered " + status + "; redirects are not followed."));
        assertThat(receiver.requests()).extracting(Receiver.Request::path).containsExactly("/first");
    }

    @ParameterizedTest
    @ValueSource(strings = {"127.0.0.1", "localhost", "[::1]", "127.1", "127.0.0.1.", "[::ffff:127.0.0.1]",
            "0.0.0.0", "[::]", "localhost."})
    void whatWasSetAtRunTimeDoesNotReachThisMachine(String host) {
        URI url = URI.create("http://" + host + ":" + receiver.port() + "/");

        Outcome outcome = post(url, false);

        assertThat(outcome.delivered()).isFalse();
        assertThat(receiver.requests()).isEmpty();
        if (!host.matches("127\\.1|.*\\.")) { // What the system may not know at all.
            assertThat(outcome.sentence()).isEqualTo(NOT_PUBLIC);
        }
    }

    @Test
    void aNameIsRefusedIfOneOfItsAddressesIsNotPublic() {
        names.put("mixed.example", List.of("1.1.1.1", "127.0.0.1"));

        assertThat(post(URI.create("http://mixed.example:" + receiver.port() + "/"), false).sentence())
                .isEqualTo(NOT_PUBLIC);
        assertThat(receiver.requests()).isEmpty();
    }

    @Test
    void theAddressesThatWereCheckedAreTheOnesConnectedTo() {
        names.put("backend.example", List.of("127.0.0.1")); // Known to nobody else.

        assertThat(postAsOperator(URI.create("http://backend.example:" + receiver.port() + "/")).delivered()).isTrue();

        assertThat(lookups).containsExactly("backend.example");
        assertThat(receiver.requests().getFirst().header("Host")).isEqualTo("backend.example:" + receiver.port());
    }

    @Test
    void anOpenConnectionOfAnOperatorsEndpointIsNotLentToOthers() {
        assertThat(postAsOperator(receiver.url("/")).delivered()).isTrue();

        assertThat(post(receiver.url("/"), false).sentence()).isEqualTo(NOT_PUBLIC);
        assertThat(receiver.requests()).hasSize(1);
    }

    @Test
    void privateTargetsCanBeAllowed() {
        assertThat(start(receiver.url("/"), false, true, systemTrust()).outcome().toCompletableFuture().join()
                .delivered()).isTrue();
    }

    @Test
    void anUnknownNameIsSaidToBeUnknown() {
        assertThat(postAsOperator(URI.create("http://nobody.invalid/")).sentence())
                .isEqualTo("Not sent: nobody knows the host's name.");
    }

    @Test
    void aClosedPortIsSaidToRefuse() {
        URI url = receiver.url("/");
        receiver.close();

        assertThat(postAsOperator(url).sentence()).isEqualTo("The connection was refused.");
    }

    @Test
    void whatIsExpiredIsOverAtOnce() {
        receiver.hold();
        Attempt attempt = start(receiver.url("/"), true, false, systemTrust());
        await().until(() -> receiver.requests().size() == 1);

        attempt.expire();

        assertThat(attempt.outcome().toCompletableFuture())
                .isCompletedWithValue(Outcome.failed("No answer within 10000 ms."));
    }

    @Test
    void anAttemptThatHasEndedKeepsNoBody() {
        List<Attempt> ended = new ArrayList<>();
        var body = new WeakReference<>(new byte[1 << 16]);
        ended.add(start(receiver.url("/"), true, false, systemTrust(), requireNonNull(body.get())));
        assertThat(ended.getFirst().outcome().toCompletableFuture().join().delivered()).isTrue();

        await().until(() -> {
            System.gc();
            return body.refersTo(null);
        });

        ended.getFirst().expire(); // As its scheduler does, long after.
    }

    @Test
    void anAnswerWhoseBodyDoesNotEndCountsAsWhatItIs() throws IOException {
        try (var server = new RawServer("HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nhalf")) {
            Attempt attempt = start(server.url(), true, false, systemTrust());
            await().until(() -> server.answered() == 1);
            await().until(() -> {
                attempt.expire();
                return attempt.outcome().toCompletableFuture().isDone();
            });

            assertThat(attempt.outcome().toCompletableFuture().join().sentence())
                    .isIn("Answered 200.", "No answer within 10000 ms."); // The head may not have been read by then.
        }
    }

    @Test
    void aLongAnswerIsNotReadToItsEnd() throws IOException {
        try (var server = new RawServer(
                "HTTP/1.1 200 OK\r\nContent-Length: 1000000000\r\n\r\n" + "x".repeat(100_000))) {
            assertThat(postAsOperator(server.url())).isEqualTo(new Outcome(true, "Answered 200."));
        }
    }

    @Test
    void connectionsAreUsedAgain() {
        for (int i = 0; i < 5; i++) {
            assertThat(postAsOperator(receiver.url("/")).delivered()).isTrue();
        }

        assertThat(receiver.requests().stream().map(Receiver.Request::clientPort).distinct()).hasSize(1);
    }

    @Test
    void whatIsNoHttpIsSaidToBeNone() throws IOException {
        try (var server = new RawServer("SSH-2.0-OpenSSH_9.2\r\n".repeat(20))) {
            assertThat(postAsOperator(server.url())).isEqualTo(Outcome.failed("The answer was not HTTP."));
        }
    }

    @Test
    void aHeadWithoutEndIsNotHeldInMemory() throws IOException {
        try (var server = new RawServer("HTTP/1.1 200 OK\r\nX: " + "x".repeat(1_000_000))) {
            assertThat(postAsOperator(server.url()).delivered()).isFalse();
        }
        String lines = IntStream.range(0, 10_000).mapToObj(i -> "X" + i + ": y\r\n").reduce("", String::concat);
        try (var server = new RawServer("HTTP/1.1 200 OK\r\n" + lines)) {
            assertThat(postAsOperator(server.url()).delivered()).isFalse();
        }
    }

    @Test
    void aServerThatHangsUpIsSaidToHaveGone() throws IOException {
        try (var server = new RawServer("")) {
            assertThat(postAsOperator(server.url()))
                    .isEqualTo(Outcome.failed("The connection ended without an answer."));
        }
    }

    @Test
    void certificatesAreVerified(@TempDir Path folder) throws Exception {
        try (TlsReceiver stranger = TlsReceiver.start(folder, "localhost")) {
            assertThat(postAsOperator(stranger.url("localhost")).sentence()).startsWith("TLS failed: ");
            assertThat(stranger.requests()).isZero();
        }
    }

    @Test
    void aTrustedCertificateMustBeOfTheHost(@TempDir Path folder) throws Exception {
        names.put("other.example", List.of("127.0.0.1"));
        try (TlsReceiver known = TlsReceiver.start(folder, "localhost")) {
            assertThat(start(known.url("other.example"), true, false, known.trust()).outcome().toCompletableFuture()
                    .join().sentence()).startsWith("TLS failed: ");
            assertThat(known.requests()).isZero();

            assertThat(postAsOperator(known.url("localhost"))).isEqualTo(new Outcome(true, "Answered 200."));
        }
    }

    /// Says the same to whoever connects, whatever they say.
    private static final class RawServer implements AutoCloseable {
        private final ServerSocket listener = new ServerSocket(0, 10, InetAddress.getLoopbackAddress());
        private final List<Socket> answered = new CopyOnWriteArrayList<>();
        private final byte[] answer;

        RawServer(String answer) throws IOException {
            this.answer = answer.getBytes(StandardCharsets.US_ASCII);
            Thread.ofPlatform().daemon().name("raw-server").start(this::serve);
        }

        private void serve() {
            while (true) {
                try {
                    Socket socket = listener.accept();
                    int read = socket.getInputStream().read(new byte[4_096]);
                    assertThat(read).isPositive();
                    socket.getOutputStream().write(answer);
                    answered.add(socket);
                    if (answer.length == 0) {
                        socket.close();
                    }
                } catch (IOException _) {
                    if (listener.isClosed()) {
                        return;
                    }
                }
            }
        }

        int answered() {
            return answered.size();
        }

        URI url() {
            return URI.create("http://127.0.0.1:" + listener.getLocalPort() + "/");
        }

        @Override
        public void close() throws IOException {
            listener.close();
            for (Socket socket : answered) {
                socket.close();
            }
        }
    }
}
