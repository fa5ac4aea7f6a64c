package dev.anemone.gateway.transport;

import dev.anemone.gateway.hub.EventLoop;
import dev.anemone.gateway.session.HandshakeRequest;
import io.undertow.server.HttpHandler;
import io.undertow.server.HttpServerExchange;
import io.undertow.server.HttpUpgradeListener;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.xnio.StreamConnection;

/// Turns HTTP upgrades into sessions. Thread-safe.
///
/// Every well-formed upgrade is answered with 101, also those that are refused: browsers tell scripts neither the status
/// nor the reason of a failed handshake, so pusher-js would retry for ever. The refusal follows as a close code.
public final class WebSocketTransport implements HttpHandler {
    private final Entrance entrance;

    public WebSocketTransport(Entrance entrance) {
        this.entrance = entrance;
    }

    /// Whether `exchange` asks for a WebSocket.
    public static boolean serves(HttpServerExchange exchange) {
        return Handshake.wanted(exchange.getRequestHeaders());
    }

    /// Answers an upgrade request for any path; the path's meaning is decided after the upgrade.
    @Override
    public void handleRequest(HttpServerExchange exchange) {
        Handshake.Outcome outcome = Handshake.check(exchange.getRequestMethod(), exchange.getProtocol(),
                exchange.getRequestHeaders());
        switch (outcome) {
            case Handshake.Outcome.Refused refused -> refused.answer(exchange);
            case Handshake.Outcome.Accepted accepted -> {
                exchange.upgradeChannel(new Upgrade(new Asked(
                        Entrance.request(exchange, exchange.getRelativePath()), accepted.compression().isPresent())));
                accepted.answer(exchange);
            }
        }
    }

    /// What a client asked for, and whether compression was agreed on.
    private record Asked(HandshakeRequest request, boolean compression) {}

    /// Undertow keeps what it has called for as long as the connection lives, so this forgets what the client asked for.
    private final class Upgrade implements HttpUpgradeListener {
        private @Nullable Asked asked;

        Upgrade(Asked asked) {
            this.asked = asked;
        }

        /// Undertow calls this in whatever thread ended the exchange.
        @Override
        public void handleUpgrade(StreamConnection connection, HttpServerExchange exchange) {
            Asked now = Objects.requireNonNull(asked);
            asked = null;
            EventLoop loop = entrance.context(connection.getIoThread()).sessions().shard().loop();
            if (loop.inLoop()) {
                admit(connection, loop, now);
            } else {
                loop.execute(() -> admit(connection, loop, now));
            }
        }
    }

    private void admit(StreamConnection connection, EventLoop loop, Asked asked) {
        var webSocket = new WebSocketConnection(connection, entrance.context(connection.getIoThread()),
                asked.compression());
        if (asked.request().knowsPlaces()) {
            webSocket.learnPlaces();
        }
        entrance.admit(asked.request(), loop, webSocket::start);
    }
}
