package dev.anemone.conformance.libraries;

import static org.assertj.core.api.Assertions.assertThat;

import com.pusher.rest.data.Result;
import com.pusher.rest.data.Result.Status;
import dev.anemone.conformance.pusher.Credentials;
import dev.anemone.conformance.pusher.PusherConnection;
import dev.anemone.conformance.server.AnemoneProcess;
import dev.anemone.conformance.server.App;
import dev.anemone.testbed.TestCertificate;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/// Official libraries over TLS, where their runtime trusts the server's certificate and the app takes nothing else.
final class LibrariesOverTlsIT {
    private static final Credentials APP = new Credentials("1", "tls-key", "tls-secret");

    private final TestCertificate certificate = TestCertificate.make("RSA");
    @TempDir private Path folder;
    private Path certificateFile;
    private Path keyFile;

    @BeforeEach
    void write() throws IOException {
        certificateFile = Files.writeString(folder.resolve("cert.pem"), certificate.certificatePem());
        keyFile = Files.writeString(folder.resolve("key.pem"), certificate.keyPem());
    }

    @TestFactory
    Stream<DynamicTest> inNode() throws IOException, InterruptedException {
        return new NodeSuite("tls", Map.of("NODE_EXTRA_CA_CERTS", certificateFile.toString(),
                "CONFORMANCE_CERTIFICATE", certificateFile.toString(), "CONFORMANCE_KEY", keyFile.toString())).run();
    }

    @Test
    void pusherHttpJavaTriggersAndAsks() {
        try (var server = AnemoneProcess.start("libraries-tls", """
                tls: { certificate: %s, key: %s }
                apps: [{ id: "1", key: tls-key, secret: tls-secret, ssl-only: true }]
                """.formatted(certificateFile, keyFile));
                var app = new App(server.endpoint().trusting(certificate.trust()), APP);
                var backend = Backend.of(app)) {
            PusherConnection reader = app.connect();
            reader.subscribe("news");

            assertAnswered(backend.pusher().trigger("news", "headline", Map.of("text", "hello")), "{}");

            assertThat(reader.expectEvent("headline", "news").json().path("data").textValue())
                    .isEqualTo("{\"text\":\"hello\"}");
            assertAnswered(backend.pusher().get("/channels"), "{\"channels\":{\"news\":{}}}");
        }
    }

    private static void assertAnswered(Result result, String body) {
        assertThat(result.getStatus()).as(result.getMessage()).isEqualTo(Status.SUCCESS);
        assertThat(result.getMessage()).isEqualTo(body);
    }
}
