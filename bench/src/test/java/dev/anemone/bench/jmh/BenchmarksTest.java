package dev.anemone.bench.jmh;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Collection;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.Options;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.VerboseMode;

/// Benchmarks that nobody runs rot. This says nothing about time.
class BenchmarksTest {
    /// Each once with each of its parameters. What comes out is checked by the benchmarks themselves, in their setups.
    @Test
    @Timeout(value = 60, unit = TimeUnit.SECONDS)
    void everyBenchmarkRuns() throws RunnerException {
        System.setProperty("jmh.ignoreLock", "true"); // Another build on this machine disturbs nothing but times.
        Options once = new OptionsBuilder().include("dev\\.anemone\\.").mode(Mode.SingleShotTime).forks(0)
                .warmupIterations(0).measurementIterations(1).shouldFailOnError(true).verbosity(VerboseMode.SILENT)
                .build();

        Collection<RunResult> results = new Runner(once).run();

        assertThat(results.stream().map(result -> result.getParams().getBenchmark()).collect(Collectors.toSet()))
                .containsExactlyInAnyOrder("dev.anemone.api.events.EventDecodingBenchmark.batchOfTen",
                        "dev.anemone.api.events.EventDecodingBenchmark.event",
                        "dev.anemone.api.events.PublishingBenchmark.publish",
                        "dev.anemone.api.http.AuthenticationBenchmark.body",
                        "dev.anemone.api.http.AuthenticationBenchmark.signature",
                        "dev.anemone.api.http.AuthenticationBenchmark.target",
                        "dev.anemone.auth.SigningBenchmark.sign",
                        "dev.anemone.auth.SigningBenchmark.verify",
                        "dev.anemone.auth.TokenBenchmark.sign",
                        "dev.anemone.auth.TokenBenchmark.verify",
                        "dev.anemone.gateway.hub.DeliveryBenchmark.turn",
                        "dev.anemone.gateway.protocol.DecodingBenchmark.decode",
                        "dev.anemone.gateway.protocol.DeflatingBenchmark.deflate",
                        "dev.anemone.gateway.protocol.EncodingBenchmark.encode",
                        "dev.anemone.gateway.transport.UnmaskingBenchmark.decode");
    }
}
