package dev.anemone.bench.rivals.servers;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.WebSocket;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Every server speaks as much Pusher as is compared, and checks signatures like the others.
class RivalsIT {
    private static final String BATCH = "{\"batch\":[{\"name\":\"greet\",\"channel\":\"room\",\"data\":\"{\\\"n\\\":1}\"},"
            + "{\"name\":\"greet\",\"channel\":\"room\",\"data\":\"{\\\"n\\\":2}\"}]}";

    @TempDir private Path work;

    static List<Rival> rivals() {
        return List.of(new Rival.Stock(), Rival.Ws.PLAIN, new Rival.Ws(true, false), Rival.Anemone.PLAIN);
    }

    @ParameterizedTest
    @MethodSource("rivals")
    void deliversWhatIsSignedAndNothingElse(Rival rival) throws Exception {
        var bench = new Workbench(Path.of("../..").toAbsolutePath().normalize(),
                List.of("-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1"), null, work);
        var heard = new Inbox();
        HttpClient client = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
        try (ServerProcess server = ServerProcess.start(rival, bench)) {
            WebSocket socket = client.newWebSocketBuilder()
                    .buildAsync(server.url().resolve("/app/app-key?protocol=7"), heard).join();
            assertThat(heard.next()).contains("pusher:connection_established", "socket_id");
            socket.sendText("{\"event\":\"pusher:subscribe\",\"data\":{\"channel\":\"room\"}}", true).join();
            assertThat(heard.next()).contains("pusher_internal:subscription_succeeded", "room");

            URI api = URI.create("http://127.0.0.1:" + server.url().getPort());
            assertThat(post(client, api.resolve("/apps/app-id/batch_events?auth_key=app-key&auth_signature=00")))
                    .isEqualTo(401);
            assertThat(post(client, api.resolve(signed("wrong")))).isEqualTo(401);
            assertThat(post(client, api.resolve(signed("app-secret")))).isEqualTo(200);
            assertThat(List.of(heard.next(), heard.next())).allSatisfy(
                    message -> assertThat(message).contains("\"event\":\"greet\"", "\"channel\":\"room\""))
                    .first().asString().contains("\"data\":\"{\\\"n\\\":1}\"");
        } finally {
            client.shutdownNow(); // It would wait for the socket.
        }
    }

    private static String signed(String secret) {
        return Signed.post("/apps/app-id/batch_events", "app-key", secret, BATCH);
    }

    private static int post(HttpClient client, URI uri) throws IOException, InterruptedException {
        return client.send(HttpRequest.newBuilder(uri).header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(BATCH)).build(), HttpResponse.BodyHandlers.discarding())
                .statusCode();
    }

    /// What a socket has heard.
    private static final class Inbox implements WebSocket.Listener {
        private final BlockingQueue<String> messages = new LinkedBlockingQueue<>();
        private final StringBuilder parts = new StringBuilder();

        @Override
        public @Nullable CompletionStage<?> onText(WebSocket socket, CharSequence part, boolean last) {
            parts.append(part);
            if (last) {
                messages.add(parts.toString());
                parts.setLength(0);
            }
            socket.request(1);
            return null;
        }

        String next() throws InterruptedException {
            String message = messages.poll(10, TimeUnit.SECONDS);
            assertThat(message).as("a message within 10 s").isNotNull();
            return String.valueOf(message);
        }
    }
}
