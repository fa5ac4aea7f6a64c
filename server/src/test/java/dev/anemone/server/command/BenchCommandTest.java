package dev.anemone.server.command;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.anemone.server.RunningServer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// `anemone bench` against a real server.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class BenchCommandTest {
    private static final String TOKEN_KEY = "a key of at least thirty-two bytes";

    private RunningServer node;

    @TempDir private Path folder;

    @BeforeAll
    void start() {
        node = RunningServer.start("""
                path-prefix: /p
                auth: {requests-per-second: 0, address-requests-per-second: 0}
                apps:
                  - {id: app-id, key: app-key, secret: app-secret, token-keys: ["%s"]}
                """.formatted(TOKEN_KEY));
    }

    @AfterAll
    void stop() {
        node.close();
    }

    private Cli bench(String... more) {
        var arguments = new ArrayList<>(List.of("bench", "--url", node.url().replace("http", "ws") + "/p", "--duration",
                "1s", "--warm-up", "100ms"));
        arguments.addAll(List.of(more));
        return Cli.run(Map.of(), arguments.toArray(String[]::new));
    }

    private JsonNode measure(String... more) throws IOException {
        Path json = folder.resolve("bench.json");
        var arguments = new ArrayList<>(List.of("--json", json.toString()));
        arguments.addAll(List.of(more));
        Cli cli = bench(arguments.toArray(String[]::new));
        assertThat(cli.code()).as(cli.err() + cli.out()).isZero();
        return JsonMapper.builder().build().readTree(Files.readString(json));
    }

    @Test
    void whatIsPublishedAtARateArrivesOnceWithEverybody() throws IOException {
        Path plot = folder.resolve("bench.svg");
        JsonNode report = measure("--channels", "3", "--subscribers", "4", "--connections", "15", "--rate", "50",
                "--plot", plot.toString(), "--server-pid", Long.toString(ProcessHandle.current().pid()));

        assertThat(report.path("ok").asBoolean()).isTrue();
        assertThat(report.path("connect").path("connections").asInt()).isEqualTo(15);
        assertThat(report.path("connect").path("subscriptions").asInt()).isEqualTo(12);
        JsonNode result = report.path("result");
        assertThat(result.path("events").asInt()).isEqualTo(50);
        assertThat(result.path("deliveries").asInt()).isEqualTo(200);
        assertThat(result.path("latency_ms").path("count").asInt()).isEqualTo(200);
        assertThat(result.path("last_delivery_ms").path("count").asInt()).isEqualTo(50);
        assertThat(result.path("latency_ms").path("p99").asDouble()).isPositive();
        assertThat(result.path("server_cpu_seconds").asDouble()).isPositive();
        assertThat(report.path("faults").path("lost").asInt(-1)).isZero();
        assertThat(report.path("faults").path("duplicated").asInt(-1)).isZero();
        assertThat(report.path("faults").path("out_of_order").asInt(-1)).isZero();
        assertThat(Files.readString(plot)).startsWith("<svg ").endsWith("</svg>\n").contains("<polyline");
    }

    @Test
    void burstsOfSeveralPublishersArriveOnceInOrder() throws IOException {
        JsonNode report = measure("--channels", "2", "--subscribers", "5", "--burst", "4", "--publishers", "3");

        JsonNode result = report.path("result");
        assertThat(result.path("publishes").asLong()).isPositive();
        assertThat(result.path("events").asLong()).isEqualTo(4 * result.path("publishes").asLong());
        assertThat(result.path("deliveries").asLong()).isEqualTo(5 * result.path("events").asLong());
        assertThat(result.path("frames_per_read").asDouble()).isGreaterThanOrEqualTo(1);
        assertThat(report.path("faults").path("out_of_order").asInt(-1)).isZero();
    }

    @Test
    void compressedEventsAreInflated() throws IOException {
        JsonNode report = measure("--subscribers", "10", "--rate", "20", "--payload", "2000", "--deflate");

        assertThat(report.path("connect").path("deflate_negotiated_connections").asInt()).isEqualTo(10);
        assertThat(report.path("result").path("deliveries").asInt()).isEqualTo(200);
    }

    @Test
    void aPublishThatIsRefusedEndsItWithTheServersSentence() {
        Cli cli = bench("--subscribers", "1", "--secret", "wrong");

        assertThat(cli.code()).isEqualTo(1);
        assertThat(cli.err()).contains("anemone: The server answered a publish with 401: Invalid signature");
    }

    @Test
    void aKeyNobodyHasEndsItWithTheServersSentence() {
        Cli cli = bench("--subscribers", "1", "--key", "nobodys");

        assertThat(cli.code()).isEqualTo(1);
        assertThat(cli.err()).contains("0 of 1 connections are in): the server said 4001: ");
    }

    @Test
    void signaturesAreAskedForAsManyAsItTakesAndThenHalfOfThat() throws IOException {
        String token = token("private-mine-*");
        JsonNode report = measure("--auth", "--token", token, "--channel", "private-mine-1",
                "--publishers", "4", "--server-pid", Long.toString(ProcessHandle.current().pid()));

        assertThat(report.path("load").path("kind").asText()).isEqualTo("auth");
        assertThat(report.path("load").path("path").asText()).isEqualTo("/p/auth/app-key/channel");
        double most = report.path("most").path("requests_per_second").asDouble();
        assertThat(most).isGreaterThan(10);
        assertThat(report.path("most").path("requests").asDouble()).isEqualTo(most);
        assertThat(report.path("half").path("requests").asDouble()).isBetween(most / 2 - 1, most / 2 + 1);
        for (String loop : List.of("most", "half")) {
            assertThat(report.path(loop).path("latency_ms").path("count")).isEqualTo(report.path(loop).path(
                    "requests"));
            assertThat(report.path(loop).path("latency_ms").path("p99").asDouble()).isPositive();
            assertThat(report.path(loop).path("server_cpu_us_per_request").asDouble()).isPositive();
        }
        assertThat(report.toString()).doesNotContain(token);
    }

    @Test
    void aSignatureThatIsRefusedEndsItWithTheServersCode() throws IOException {
        Path file = Files.writeString(folder.resolve("token.txt"), token("private-mine-*") + "\n");
        Cli cli = bench("--auth", "--token-file", file.toString(), "--channel", "private-yours");

        assertThat(cli.code()).isEqualTo(1);
        assertThat(cli.err()).contains("anemone: The server answered a request for a signature with 403: "
                + "{\"code\":\"channel_not_allowed\"}");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {"--auth|--auth: expected --token or --token-file, got none",
            "--auth --token a --token-file b|--auth: expected --token or --token-file, got both",
            "--auth --token-file /no/such/file|--token-file: cannot read /no/such/file",
            "--auth --token a --rate 5|--rate: not with --auth", "--token a|--token: only with --auth",
            "--auth --token ä|token: expected one line of",
            "--auth --token a --channel #b|channel: expected the name of a channel, got #b",
            "--auth --token a --auth-url ws://x/|--auth-url: expected an address like http"})
    void whatMakesNoSenseForSignaturesIsRefused(String options, String sentence) {
        Cli cli = Cli.run(("bench " + options).split(" ", -1));

        assertThat(cli.code()).isEqualTo(2);
        assertThat(cli.err()).startsWith("anemone: " + sentence).hasLineCount(1);
    }

    private static String token(String pattern) {
        String header = base64("{\"alg\":\"HS256\"}".getBytes(UTF_8));
        String claims = "{\"exp\":%d,\"capabilities\":{\"%s\":[\"subscribe\"]}}"
                .formatted(Instant.now().getEpochSecond() + 600, pattern);
        String content = header + "." + base64(claims.getBytes(UTF_8));
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(TOKEN_KEY.getBytes(UTF_8), "HmacSHA256"));
            return content + "." + base64(mac.doFinal(content.getBytes(UTF_8)));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private static String base64(byte[] bytes) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {"--rate|x|--rate: expected events per second like 250 or 0.5, got x",
            "--rate|0|events per second: expected more than 0",
            "--duration|5|--duration: expected a duration like 500ms, 10s or 5m, got 5",
            "--payload|63|bytes of payload: expected 64 to 102400, got 63",
            "--channels|many|--channels: expected a number, got many",
            "--server-pid|0|--server-pid: expected a process number, got 0"})
    void whatMakesNoSenseIsRefused(String option, String value, String sentence) {
        Cli cli = Cli.run("bench", option, value);

        assertThat(cli.code()).isEqualTo(2);
        assertThat(cli.err()).startsWith("anemone: " + sentence).hasLineCount(1);
        assertThat(cli.out()).isEmpty();
    }

    @Test
    void aRateAndBurstsAreOneOrTheOther() {
        Cli cli = Cli.run("bench", "--rate", "1", "--burst", "1");

        assertThat(cli.code()).isEqualTo(2);
        assertThat(cli.err()).startsWith("anemone: --rate and --burst: expected one of them, got both");
    }
}
