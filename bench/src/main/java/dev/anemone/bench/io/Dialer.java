package dev.anemone.bench.io;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.channels.SelectionKey;
import java.nio.channels.SocketChannel;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLParameters;
import org.jspecify.annotations.Nullable;

/// Opens sockets to one server. Confined to the loop's thread.
///
/// A client address has some 28,000 ports towards one server. To a server on this machine more sockets than that are
/// opened from 127.0.0.2, 127.0.0.3, and so on.
public final class Dialer {
    private static final int PORTS_PER_ADDRESS = 25_000;

    private final Loop loop;
    private final InetSocketAddress server;
    private final @Nullable SSLContext tls;
    private final boolean verified;
    private int opened;

    /// @param tls `null` for plain sockets
    /// @param verified whether the certificate must be the host's
    public Dialer(Loop loop, InetSocketAddress server, @Nullable SSLContext tls, boolean verified) {
        this.loop = loop;
        this.server = server;
        this.tls = tls;
        this.verified = verified;
    }

    /// Begins to open a socket. What is written to it meanwhile goes out when it is open.
    ///
    /// @param handler hears of it from the next turn on
    public Pipe open(Loop.Handler handler) throws IOException {
        SocketChannel channel = SocketChannel.open();
        try {
            channel.configureBlocking(false);
            channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
            int address = opened++ / PORTS_PER_ADDRESS;
            if (address > 0 && server.getAddress().isLoopbackAddress()
                    && server.getAddress().getAddress().length == 4) {
                channel.bind(new InetSocketAddress(
                        InetAddress
                                .getByAddress(new byte[]{127, 0, (byte) (address / 250), (byte) (address % 250 + 1)}),
                        0));
            }
            SelectionKey key = loop.register(channel, handler);
            boolean connected = channel.connect(server);
            var pipe = new PlainPipe(channel, key, connected);
            return tls == null ? pipe : new TlsPipe(pipe, engine(tls));
        } catch (IOException | RuntimeException e) {
            channel.close();
            throw e;
        }
    }

    private SSLEngine engine(SSLContext context) {
        SSLEngine engine = context.createSSLEngine(server.getHostString(), server.getPort());
        engine.setUseClientMode(true);
        if (verified) {
            SSLParameters parameters = engine.getSSLParameters();
            parameters.setEndpointIdentificationAlgorithm("HTTPS");
            engine.setSSLParameters(parameters);
        }
        return engine;
    }
}
