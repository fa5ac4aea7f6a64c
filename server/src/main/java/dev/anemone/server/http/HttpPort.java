package dev.anemone.server.http;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Optional;
import javax.net.ssl.SSLContext;
import org.xnio.IoUtils;
import org.xnio.StreamConnection;
import org.xnio.channels.AcceptingChannel;

/// An open port. Thread-safe.
public final class HttpPort {
    private final AcceptingChannel<? extends StreamConnection> accepting;
    private final Optional<Tls> tls;
    private final InetSocketAddress address;

    HttpPort(AcceptingChannel<? extends StreamConnection> accepting, Optional<Tls> tls) {
        this.accepting = accepting;
        this.tls = tls;
        this.address = (InetSocketAddress) accepting.getLocalAddress();
    }

    /// The port number, also where any free one was asked for.
    public int number() {
        return address.getPort();
    }

    /// Whether only this machine can reach the port.
    public boolean loopback() {
        return address.getAddress().isLoopbackAddress();
    }

    /// Whether the port speaks TLS.
    public boolean secure() {
        return tls.isPresent();
    }

    /// Shows another certificate to connections that come from now on. Those that are open keep theirs. Only for a port that
    /// speaks TLS.
    public void renew(SSLContext context) {
        tls.orElseThrow().renew(context);
    }

    /// `HOST:PORT` as it stands in a URL. The host is the one that was asked for, if there was a name.
    public String authority(String host) {
        return (host.contains(":") ? "[" + host + "]" : host) + ":" + number();
    }

    /// The address that clients on this machine reach: a wildcard address listens, but is none to connect to.
    public String localAuthority(String host) {
        InetAddress bound = address.getAddress();
        return authority(bound.isAnyLocalAddress() ? "127.0.0.1" : host);
    }

    /// Stops accepting: new connections are refused by the operating system. Those that are open stay open.
    public void close() {
        IoUtils.safeClose(accepting);
    }
}
