package dev.anemone.server.http;

import io.undertow.protocols.ssl.UndertowXnioSsl;
import io.undertow.server.DefaultByteBufferPool;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLContext;
import org.xnio.ChannelListener;
import org.xnio.ChannelListeners;
import org.xnio.IoUtils;
import org.xnio.OptionMap;
import org.xnio.Options;
import org.xnio.Sequence;
import org.xnio.StreamConnection;
import org.xnio.XnioExecutor;
import org.xnio.XnioWorker;
import org.xnio.channels.AcceptingChannel;
import org.xnio.ssl.SslConnection;

/// TLS 1.2 and 1.3 between a port and its HTTP, by the JDK's engine. Thread-safe.
final class Tls {
    private static final Sequence<String> PROTOCOLS = Sequence.of("TLSv1.3", "TLSv1.2");

    /// Holds one record of TLS, which takes up to 16,709 bytes. A smaller one would send each by a detour.
    private static final int RECORD_BYTES = 17 << 10;
    private static final int RECORDS_CACHED_PER_THREAD = 4;

    private final XnioWorker worker;
    private final Duration handshakeTimeout;
    private final UndertowXnioSsl engines;

    /// @param handshakeTimeout from the connection to the end of its handshake
    Tls(XnioWorker worker, SSLContext context, Duration handshakeTimeout) {
        this.worker = worker;
        this.handshakeTimeout = handshakeTimeout;
        this.engines = new UndertowXnioSsl(worker.getXnio(), OptionMap.EMPTY,
                new DefaultByteBufferPool(true, RECORD_BYTES, -1, RECORDS_CACHED_PER_THREAD), context);
    }

    /// Opens a port.
    ///
    /// @param opened is given each connection
    AcceptingChannel<SslConnection> accept(InetSocketAddress address, OptionMap options,
            ChannelListener<StreamConnection> opened) throws IOException {
        ChannelListener<SslConnection> accepted = connection -> {
            limitHandshake(connection);
            opened.handleEvent(connection);
        };
        return engines.createSslConnectionServer(worker, address, ChannelListeners.openListenerAdapter(accepted),
                OptionMap.builder()
                        .addAll(options)
                        .set(Options.SSL_ENABLED_PROTOCOLS, PROTOCOLS)
                        .getMap());
    }

    /// Cuts the connection unless its handshake is done in time. HTTP's own timers begin with what comes after it.
    private void limitHandshake(SslConnection connection) {
        XnioExecutor.Key timer = connection.getIoThread()
                .executeAfter(() -> IoUtils.safeClose(connection), handshakeTimeout.toMillis(), TimeUnit.MILLISECONDS);
        connection.getHandshakeSetter().set(_ -> timer.remove());
    }

    /// Connections that come from now on are shown another certificate.
    void renew(SSLContext context) {
        engines.updateSSLContext(context);
    }
}
