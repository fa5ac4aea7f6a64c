package dev.anemone.gateway.transport;

import dev.anemone.gateway.hub.EventLoop;
import dev.anemone.gateway.session.HandshakeRequest;
import io.undertow.server.HttpHandler;
import io.undertow.server.HttpServerExchange;
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
                HandshakeRequest request = Entrance.request(exchange, exchange.getRelativePath());
                exchange.upgradeChannel((connection, _) -> upgraded(connection, request));
                accepted.answer(exchange);
            }
        }
    }

    /// Undertow calls this in whatever thread ended the exchange.
    private void upgraded(StreamConnection connection, HandshakeRequest request) {
        IoContext context = entrance.context(connection.getIoThread());
        EventLoop loop = context.sessions().shard().loop();
        if (!loop.inLoop()) {
            loop.execute(() -> upgraded(connection, request));
            return;
        }
        var webSocket = new WebSocketConnection(connection, context);
        entrance.admit(request, loop, webSocket::start);
    }
}
