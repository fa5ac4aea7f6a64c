package dev.anemone.server.http;

import io.undertow.UndertowOptions;
import io.undertow.connector.ByteBufferPool;
import io.undertow.server.DefaultByteBufferPool;
import io.undertow.server.HttpHandler;
import io.undertow.server.protocol.http.HttpOpenListener;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.SocketException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import javax.net.ssl.SSLContext;
import org.xnio.ChannelListeners;
import org.xnio.OptionMap;
import org.xnio.Options;
import org.xnio.StreamConnection;
import org.xnio.Xnio;
import org.xnio.XnioWorker;
import org.xnio.channels.AcceptingChannel;

/// The threads that serve HTTP, one I/O thread per core, and the buffers they share. Thread-safe.
///
/// Undertow's own server class would do the same but for two things: each port is opened by itself, so that a failure
/// can name it, and is closed by itself, so that a stopping node refuses connections while it finishes what it has.
public final class HttpEngine implements AutoCloseable {
    /// The longest request line and headers together, in bytes (400 beyond): an event may be published in a query.
    private static final int MAX_HEADER_BYTES = 64 << 10;
    private static final int MAX_HEADERS = 100;

    /// The most parameters of one query (400 beyond).
    private static final int MAX_PARAMETERS = 1_000;

    /// Connections the kernel holds for us while we are busy; it also applies its own bound, `net.core.somaxconn`.
    private static final int BACKLOG = 8_192;
    private static final int BUFFER_BYTES = 16 * 1024 - 20;
    private static final int BUFFERS_CACHED_PER_THREAD = 4;

    private final XnioWorker worker;
    private final ByteBufferPool buffers = new DefaultByteBufferPool(true, BUFFER_BYTES, -1, BUFFERS_CACHED_PER_THREAD);

    private HttpEngine(XnioWorker worker) {
        this.worker = worker;
    }

    /// Begins to start an engine beside whatever the caller does next, and returns what waits for it. Its classes and
    /// threads take longest of all that a server needs.
    public static Supplier<HttpEngine> starting() {
        var engine = new CompletableFuture<HttpEngine>();
        Thread.ofPlatform().daemon().name("anemone engine start").start(() -> {
            try {
                engine.complete(start());
            } catch (RuntimeException | Error failure) {
                engine.completeExceptionally(failure);
            }
        });
        return engine::join;
    }

    /// Starts the threads. They are daemons: they do not keep the process alive.
    public static HttpEngine start() {
        int cores = Runtime.getRuntime().availableProcessors();
        try {
            return new HttpEngine(Xnio.getInstance(HttpEngine.class.getClassLoader())
                    .createWorker(OptionMap.builder()
                            .set(Options.WORKER_NAME, "anemone")
                            .set(Options.THREAD_DAEMON, true)
                            .set(Options.WORKER_IO_THREADS, cores)
                            .set(Options.WORKER_TASK_CORE_THREADS, 8 * cores)
                            .set(Options.WORKER_TASK_MAX_THREADS, 8 * cores)
                            .set(Options.TCP_NODELAY, true)
                            .getMap()));
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot start the I/O threads.", e);
        }
    }

    /// Opens a port. URLs are parsed as Undertow does by default: what Pusher's libraries leave unescaped (`,` `@` `;` `[`) is
    /// accepted, and the path stays available as it was sent, which is what requests sign. Whoever reads a body bounds it.
    /// Replies to pipelined requests are not gathered: one would wait for the next, however long that takes.
    ///
    /// @param requestTimeout wait for the rest of a request's head once it has begun
    /// @param idleTimeout how long a connection may stay open without a request
    /// @throws PortException if the address cannot be listened on
    public HttpPort listen(String host, int port, Duration requestTimeout, Duration idleTimeout, HttpHandler root) {
        return listen(host, port, requestTimeout, idleTimeout, Optional.empty(), root);
    }

    /// Opens a port, as [#listen(String, int, Duration, Duration, HttpHandler)] does, that speaks TLS.
    ///
    /// @param requestTimeout holds for the handshake, too
    /// @param tls as whom
    /// @throws PortException if the address cannot be listened on
    public HttpPort listen(String host, int port, Duration requestTimeout, Duration idleTimeout, SSLContext tls,
            HttpHandler root) {
        return listen(host, port, requestTimeout, idleTimeout, Optional.of(new Tls(worker, tls, requestTimeout)), root);
    }

    private HttpPort listen(String host, int port, Duration requestTimeout, Duration idleTimeout, Optional<Tls> tls,
            HttpHandler root) {
        var listener = new HttpOpenListener(buffers, OptionMap.builder()
                .set(UndertowOptions.MAX_ENTITY_SIZE, -1L)
                .set(UndertowOptions.MAX_HEADER_SIZE, MAX_HEADER_BYTES)
                .set(UndertowOptions.MAX_HEADERS, MAX_HEADERS)
                .set(UndertowOptions.MAX_PARAMETERS, MAX_PARAMETERS)
                .set(UndertowOptions.NO_REQUEST_TIMEOUT, (int) idleTimeout.toMillis())
                .set(UndertowOptions.REQUEST_PARSE_TIMEOUT, (int) requestTimeout.toMillis())
                .getMap());
        listener.setRootHandler(root);
        var address = new InetSocketAddress(host, port);
        if (address.isUnresolved()) {
            throw new PortException("Cannot listen on " + host + ": no such host. Choose another with --host.", null);
        }
        try {
            OptionMap options = OptionMap.builder()
                    .set(Options.WORKER_IO_THREADS, worker.getIoThreadCount())
                    .set(Options.TCP_NODELAY, true)
                    .set(Options.REUSE_ADDRESSES, true)
                    .set(Options.BALANCING_TOKENS, 1)
                    .set(Options.BALANCING_CONNECTIONS, 2)
                    .set(Options.BACKLOG, BACKLOG)
                    .getMap();
            AcceptingChannel<? extends StreamConnection> accepting = tls.isPresent()
                    ? tls.get().accept(address, options, listener)
                    : worker.createStreamConnectionServer(address, ChannelListeners.openListenerAdapter(listener),
                            options);
            accepting.resumeAccepts();
            return new HttpPort(accepting, tls);
        } catch (SocketException e) {
            throw PortException.of(host, port, e);
        } catch (IOException e) {
            throw new PortException("Cannot listen on " + host + " port " + port + ": " + e.getMessage(), e);
        }
    }

    /// Ends the threads, and with them every connection that is still open. Waits for them up to `patience`.
    public void stop(Duration patience) throws InterruptedException {
        worker.shutdownNow();
        worker.awaitTermination(patience.toMillis(), TimeUnit.MILLISECONDS);
    }

    @Override
    public void close() {
        worker.shutdownNow();
    }
}
