package dev.anemone.server.http;

import dev.anemone.server.proxy.Client;
import dev.anemone.server.proxy.ForwardingHeaders;
import dev.anemone.server.proxy.TrustedProxies;
import io.undertow.server.HttpHandler;
import io.undertow.server.HttpServerExchange;
import io.undertow.util.HeaderValues;
import io.undertow.util.Headers;
import io.undertow.util.HttpString;
import java.util.List;

/// Gives each exchange the address and the scheme of the client behind the proxies, before anybody looks at them:
/// [HttpServerExchange#getSourceAddress] and [HttpServerExchange#getRequestScheme] are the truth for all that follows.
/// The only place that reads forwarding headers.
public record ClientAddress(TrustedProxies proxies, HttpHandler next) implements HttpHandler {
    @Override
    public void handleRequest(HttpServerExchange exchange) throws Exception {
        if (proxies.any()) {
            var headers = new ForwardingHeaders(lines(exchange, Headers.FORWARDED),
                    lines(exchange, Headers.X_FORWARDED_FOR), lines(exchange, Headers.X_FORWARDED_PROTO));
            var peer = new Client(exchange.getSourceAddress(), exchange.getRequestScheme().equals("https"));
            Client client = proxies.client(peer, headers);
            exchange.setSourceAddress(client.address());
            exchange.setRequestScheme(client.secure() ? "https" : "http");
        }
        next.handleRequest(exchange);
    }

    private static List<String> lines(HttpServerExchange exchange, HttpString name) {
        HeaderValues values = exchange.getRequestHeaders().get(name);
        return values == null ? List.of() : values;
    }
}
