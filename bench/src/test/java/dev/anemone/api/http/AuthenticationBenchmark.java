package dev.anemone.api.http;

import static dev.anemone.bench.jmh.Right.valid;

import dev.anemone.auth.RequestSigner;
import dev.anemone.bench.jmh.EventBody;
import dev.anemone.bench.jmh.Measured;
import dev.anemone.bench.jmh.SampleApp;
import dev.anemone.model.App;
import dev.anemone.store.memory.MemoryStore;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.TearDown;

/// What it takes to know who sent a request of about 300 bytes that publishes an event: its target is parsed, its
/// signature and the MD5 of its body are checked.
public class AuthenticationBenchmark extends Measured {
    private static final Instant NOW = Instant.ofEpochSecond(1_353_088_179);
    private static final String PATH = "/apps/3/events";

    private final byte[] body = EventBody.one(200);
    private final String query = signed("auth_key=" + SampleApp.CREDENTIAL.key() + "&auth_timestamp="
            + NOW.getEpochSecond() + "&auth_version=1.0&body_md5=" + RequestSigner.bodyMd5(body));
    private final RequestTarget target = valid(RequestTarget.parse(PATH, query, 0));
    private final MemoryStore store = MemoryStore.create(List.of(SampleApp.APP));
    private final Authenticator authenticator = new Authenticator(store.apps(), InstantSource.fixed(NOW),
            Duration.ofMinutes(10));

    private static String signed(String parameters) {
        return parameters + "&auth_signature=" + RequestSigner.sign(SampleApp.CREDENTIAL,
                RequestSigner.stringToSign("POST", PATH, parameters));
    }

    @Setup
    public void check() {
        valid(signature());
        valid(body());
    }

    @TearDown
    public void close() {
        store.close();
    }

    @Benchmark
    public Checked<RequestTarget> target() {
        return RequestTarget.parse(PATH, query, 0);
    }

    @Benchmark
    public Checked<App> signature() {
        return authenticator.authenticate("POST", target, "3").toCompletableFuture().join();
    }

    @Benchmark
    public Checked<byte[]> body() {
        return Authenticator.checkBody(target.parameters(), body);
    }
}
