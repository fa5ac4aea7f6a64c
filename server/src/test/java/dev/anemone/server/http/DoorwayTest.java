package dev.anemone.server.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class DoorwayTest {
    private static final byte[] REQUEST = "GET / HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n"
            .getBytes(StandardCharsets.US_ASCII);

    @Test
    void whoComesEarlyWaitsAndIsServedOnTheThreadOfTheConnection() throws Exception {
        try (HttpEngine engine = HttpEngine.start()) {
            var door = new Doorway();
            var came = new CountDownLatch(1);
            var servedBy = new CompletableFuture<Thread>();
            var connectionThread = new CompletableFuture<Thread>();
            HttpPort port = engine.listen("127.0.0.1", 0, Duration.ofSeconds(5), Duration.ofMinutes(1), exchange -> {
                connectionThread.complete(exchange.getIoThread());
                door.handleRequest(exchange);
                came.countDown();
            });
            try (var early = new Socket()) {
                early.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port.number()));
                early.getOutputStream().write(REQUEST);
                assertThat(came.await(10, TimeUnit.SECONDS)).isTrue();

                door.open(exchange -> {
                    servedBy.complete(Thread.currentThread());
                    Plain.send(exchange, 200, "welcome");
                });

                assertThat(new String(early.getInputStream().readAllBytes(), StandardCharsets.US_ASCII))
                        .endsWith("welcome\n");
                assertThat(servedBy.get()).isSameAs(connectionThread.get());
            }
        }
    }
}
