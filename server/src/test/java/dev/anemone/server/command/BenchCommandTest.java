package dev.anemone.server.command;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.anemone.server.RunningServer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
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
    private RunningServer node;

    @TempDir private Path folder;

    @BeforeAll
    void start() {
        node = RunningServer.start("path-prefix: /p");
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
