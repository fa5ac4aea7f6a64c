package dev.anemone.conformance.server;

import dev.anemone.conformance.pusher.Credentials;
import dev.anemone.conformance.pusher.PusherConnection;
import dev.anemone.conformance.pusher.RestApi;
import dev.anemone.conformance.wire.Endpoint;
import dev.anemone.conformance.wire.HandshakeRequest;
import dev.anemone.conformance.wire.RawWebSocket;
import dev.anemone.conformance.wire.Wire;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;

/// One app on the server under test, for the length of one test: connections opened through it are closed after the
/// test. Thread-safe.
public final class App implements AutoCloseable {
    /// What pusher-js sends.
    public static final String USUAL_QUERY = "protocol=7&client=js&version=8.6.0&flash=false";

    private static final AtomicInteger CHANNELS = new AtomicInteger();
    private static final String RUN = Long.toString(System.currentTimeMillis() % (1L << 32), 36);

    private final Endpoint endpoint;
    private final Credentials credentials;
    private final Queue<Wire> opened = new ConcurrentLinkedQueue<>();

    public App(Endpoint endpoint, Credentials credentials) {
        this.endpoint = endpoint;
        this.credentials = credentials;
    }

    public Endpoint endpoint() {
        return endpoint;
    }

    public Credentials credentials() {
        return credentials;
    }

    public RestApi rest() {
        return new RestApi(endpoint, credentials);
    }

    /// A channel name that no other test uses and no earlier run used.
    public String channel(String prefix) {
        return prefix + RUN + "-" + CHANNELS.incrementAndGet();
    }

    /// Connects as pusher-js does, and waits until the connection is established.
    public PusherConnection connect() {
        return connect(USUAL_QUERY);
    }

    public PusherConnection connect(String query) {
        return PusherConnection.established(open(query), credentials);
    }

    /// Connects as browsers do, which offer permessage-deflate and get it.
    public PusherConnection connectCompressed() {
        RawWebSocket socket = handshake(HandshakeRequest.to(path(USUAL_QUERY)).with("Sec-WebSocket-Extensions",
                "permessage-deflate; client_max_window_bits")).expectUpgraded();
        if (!socket.compression()) {
            throw new AssertionError("The server declined permessage-deflate");
        }
        return PusherConnection.established(socket, credentials);
    }

    /// A client that the kernel will not help to hide that it does not read.
    public PusherConnection connectWithSmallReceiveBuffer() {
        Wire wire = keep(() -> Wire.openWithSmallReceiveBuffer(endpoint));
        return PusherConnection.established(
                RawWebSocket.open(wire, HandshakeRequest.to(path(USUAL_QUERY)).bytes(endpoint)), credentials);
    }

    /// Upgrades to a WebSocket, and reads nothing yet.
    public RawWebSocket open(String query) {
        return handshake(HandshakeRequest.to(path(query))).expectUpgraded();
    }

    /// Sends any handshake, and reads the response, whatever it is.
    public RawWebSocket handshake(HandshakeRequest request) {
        return RawWebSocket.handshake(dial(), request.bytes(endpoint));
    }

    /// A TCP connection on which nothing has been sent.
    public Wire dial() {
        return keep(() -> Wire.open(endpoint));
    }

    /// Where clients of this app connect.
    public String path(String query) {
        return endpoint.pathPrefix() + "/app/" + credentials.key() + "?" + query;
    }

    private Wire keep(Supplier<Wire> opening) {
        Wire wire = opening.get();
        opened.add(wire);
        return wire;
    }

    @Override
    public void close() {
        opened.forEach(Wire::close);
    }
}
