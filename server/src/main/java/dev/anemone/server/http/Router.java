package dev.anemone.server.http;

import io.undertow.server.HttpHandler;
import io.undertow.server.HttpServerExchange;
import io.undertow.util.Headers;
import java.util.Optional;

/// The table of paths of the main port.
///
/// | path | goes to |
/// |---|---|
/// | any, asking for a WebSocket | the gateway, which answers 101 and then closes with 4005 where it has nothing |
/// | `/app/…`, `/pusher`, `/pusher/…` | the gateway |
/// | `/apps/…` | the REST API |
/// | `/auth/…` | the auth service |
/// | `/sdk/…` | the JavaScript client's script, on nodes with the role gateway |
/// | `/live`, `/ready` | [Probes], with the prefix and without |
/// | `/`, `/dev/…` | the dev page |
///
/// Everything else is answered with 404, as is what belongs to a role that this node does not have. Handlers find the
/// path without the prefix in [HttpServerExchange#getRelativePath]; signatures cover it as it was sent.
///
/// @param prefix what stands before every path of the service; may be empty
public record Router(String prefix, Probes probes, Optional<HttpHandler> gateway, Optional<HttpHandler> api,
        Optional<HttpHandler> auth, Optional<HttpHandler> sdk, Optional<HttpHandler> devPage) implements HttpHandler {
    /// Stands for every path outside the prefix; no route matches it.
    private static final String OUTSIDE = "";

    @Override
    public void handleRequest(HttpServerExchange exchange) throws Exception {
        String sent = exchange.getRequestPath();
        String path = withoutPrefix(sent);
        exchange.setRelativePath(path);
        exchange.setResolvedPath(path.equals(OUTSIDE) ? sent : prefix);
        if (gateway.isPresent() && asksForWebSocket(exchange)) {
            gateway.get().handleRequest(exchange);
        } else if (path.equals("/live") || sent.equals("/live")) {
            probes.live(exchange);
        } else if (path.equals("/ready") || sent.equals("/ready")) {
            probes.ready(exchange);
        } else {
            switch (firstSegment(path)) {
                case "app", "pusher" -> toRole("gateway", gateway, exchange);
                case "apps" -> toRole("api", api, exchange);
                case "auth" -> toRole("auth", auth, exchange);
                case "sdk" -> toRole("gateway", sdk, exchange);
                case "/", "dev" -> {
                    if (devPage.isPresent()) {
                        devPage.get().handleRequest(exchange);
                    } else {
                        notFound(exchange);
                    }
                }
                default -> notFound(exchange);
            }
        }
    }

    private String withoutPrefix(String sent) {
        return sent.startsWith(prefix) && sent.startsWith("/", prefix.length())
                ? sent.substring(prefix.length())
                : OUTSIDE;
    }

    private static boolean asksForWebSocket(HttpServerExchange exchange) {
        return "websocket".equalsIgnoreCase(exchange.getRequestHeaders().getFirst(Headers.UPGRADE));
    }

    /// `apps` of `/apps/7/events`; `/` of `/` itself.
    private static String firstSegment(String path) {
        if (path.length() < 2) {
            return path;
        }
        int end = path.indexOf('/', 1);
        return path.substring(1, end < 0 ? path.length() : end);
    }

    private static void toRole(String role, Optional<HttpHandler> handler, HttpServerExchange exchange)
            throws Exception {
        if (handler.isPresent()) {
            handler.get().handleRequest(exchange);
        } else {
            Plain.send(exchange, 404, "This node does not have the role " + role + ".");
        }
    }

    private static void notFound(HttpServerExchange exchange) {
        Plain.send(exchange, 404, "There is nothing at this path.");
    }
}
