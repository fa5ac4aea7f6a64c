package dev.anemone.conformance.libraries;

import com.pusher.client.ChannelAuthorizer;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Map;
import java.util.stream.Collectors;

/// A customer's own authorization endpoint, on a free port of this machine. It admits those whose `Authorization` header
/// is [#PASS], and answers all others 403.
final class AuthEndpoint implements AutoCloseable {
    static final String PASS = "Bearer friend";

    private final HttpServer server;
    private final ChannelAuthorizer signer;

    private AuthEndpoint(HttpServer server, ChannelAuthorizer signer) {
        this.server = server;
        this.signer = signer;
    }

    static AuthEndpoint start(ChannelAuthorizer signer) {
        try {
            var address = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
            var endpoint = new AuthEndpoint(HttpServer.create(address, 0), signer);
            endpoint.server.createContext("/auth", endpoint::answer);
            endpoint.server.start();
            return endpoint;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    String url() {
        return "http://127.0.0.1:" + server.getAddress().getPort() + "/auth";
    }

    private void answer(HttpExchange exchange) throws IOException {
        try (exchange) {
            Map<String, String> form = form(exchange);
            if (!PASS.equals(exchange.getRequestHeaders().getFirst("Authorization"))) {
                exchange.sendResponseHeaders(403, -1);
                return;
            }
            byte[] answer = signer.authorize(form.get("channel_name"), form.get("socket_id"))
                    .getBytes(StandardCharsets.UTF_8);
            exchange.getResponseHeaders().set("Content-Type", "application/json");
            exchange.sendResponseHeaders(200, answer.length);
            exchange.getResponseBody().write(answer);
        }
    }

    private static Map<String, String> form(HttpExchange exchange) throws IOException {
        var body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
        return Arrays.stream(body.split("&"))
                .map(pair -> pair.split("=", 2))
                .collect(Collectors.toMap(pair -> decoded(pair[0]), pair -> decoded(pair[1])));
    }

    private static String decoded(String text) {
        return URLDecoder.decode(text, StandardCharsets.UTF_8);
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
