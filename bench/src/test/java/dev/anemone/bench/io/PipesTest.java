package dev.anemone.bench.io;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Both kinds of pipes against a server that sends back what it gets.
class PipesTest {
    private static final int BYTES = 1_000_000;
    private static final char[] PASSWORD = "password".toCharArray();

    @TempDir private Path folder;

    @Test
    void allBytesComeBackOverTcp() throws Exception {
        echo(new ServerSocket(0, 1, InetAddress.getLoopbackAddress()), null);
    }

    /// More than the sockets hold at once, so that records are cut anywhere and writes are left half done.
    @Test
    void allBytesComeBackOverTls() throws Exception {
        SSLContext context = context();
        echo(context.getServerSocketFactory().createServerSocket(0, 1, InetAddress.getLoopbackAddress()), context);
    }

    private static void echo(ServerSocket server, @Nullable SSLContext tls) throws Exception {
        byte[] said = new byte[BYTES];
        new SplittableRandom(3).nextBytes(said);
        var died = new CompletableFuture<byte[]>();
        try (server; Loop loop = Loop.start("pipes", _ -> Long.MAX_VALUE, died::completeExceptionally)) {
            Thread.ofPlatform().daemon().start(() -> serve(server));
            var dialer = new Dialer(loop, new InetSocketAddress("localhost", server.getLocalPort()), tls, true);
            loop.execute(() -> new Echo(loop, dialer, said, died));

            assertThat(died.get(30, TimeUnit.SECONDS)).isEqualTo(said);
        }
    }

    private static void serve(ServerSocket server) {
        try (Socket socket = server.accept(); InputStream in = socket.getInputStream()) {
            in.transferTo(socket.getOutputStream());
        } catch (IOException _) {
            // The test is over.
        }
    }

    /// Writes everything at once and gathers what comes back.
    private static final class Echo implements Loop.Handler {
        private final Loop loop;
        private final Pipe pipe;
        private final int expected;
        private final CompletableFuture<byte[]> done;
        private final ByteArrayOutputStream heard = new ByteArrayOutputStream();

        Echo(Loop loop, Dialer dialer, byte[] said, CompletableFuture<byte[]> done) {
            this.loop = loop;
            this.expected = said.length;
            this.done = done;
            try {
                pipe = dialer.open(this);
                pipe.write(ByteBuffer.wrap(said));
            } catch (IOException e) {
                throw new AssertionError(e);
            }
        }

        @Override
        public void ready() {
            try {
                pipe.advance();
                int count = pipe.read(loop.buffer());
                if (count > 0) {
                    heard.write(loop.bytes(), 0, count);
                }
                if (heard.size() >= expected || count < 0) {
                    done.complete(heard.toByteArray());
                }
            } catch (IOException e) {
                done.completeExceptionally(e);
            }
        }
    }

    /// A certificate for localhost, made by the JDK's own tool, trusted by the same context that shows it.
    private SSLContext context() throws Exception {
        Path file = folder.resolve("keys.p12");
        int made = new ProcessBuilder(Path.of(System.getProperty("java.home"), "bin", "keytool").toString(),
                "-genkeypair", "-keyalg", "EC", "-dname", "CN=localhost", "-ext", "san=dns:localhost", "-alias", "own",
                "-storetype", "PKCS12", "-storepass", new String(PASSWORD), "-keystore", file.toString())
                .redirectErrorStream(true).redirectOutput(ProcessBuilder.Redirect.DISCARD).start().waitFor();
        assertThat(made).isZero();
        KeyStore keys = KeyStore.getInstance("PKCS12");
        try (InputStream in = Files.newInputStream(file)) {
            keys.load(in, PASSWORD);
        }
        var show = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        show.init(keys, PASSWORD);
        var trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        trust.init(keys);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(show.getKeyManagers(), trust.getTrustManagers(), null);
        return context;
    }
}
