package dev.anemone.server.devpage;

import dev.anemone.model.App;
import dev.anemone.server.http.Plain;
import dev.anemone.store.Broker;
import io.undertow.server.HttpHandler;
import io.undertow.server.HttpServerExchange;
import io.undertow.server.handlers.HttpContinueReadHandler;
import io.undertow.util.Headers;
import io.undertow.util.HttpString;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/// The dev page and its files. Everything comes from the jar: the page asks nobody else for anything.
public final class DevPage implements HttpHandler {
    /// Files by path: the resource, and its type.
    private static final Map<String, Asset> ASSETS = Map.of(
            "/", new Asset("index.html", "text/html; charset=utf-8"),
            "/dev/page.js", new Asset("page.js", "text/javascript; charset=utf-8"),
            "/dev/page.css", new Asset("page.css", "text/css; charset=utf-8"),
            "/dev/icon.svg", new Asset("icon.svg", "image/svg+xml"),
            "/dev/pusher.min.js", new Asset("pusher.min.js", "text/javascript; charset=utf-8"));
    private static final String TRIGGER = "/dev/trigger";

    private final Map<String, byte[]> loaded = new ConcurrentHashMap<>();
    private final HttpHandler trigger;

    private DevPage(HttpHandler trigger) {
        this.trigger = trigger;
    }

    private record Asset(String resource, String type) {}

    /// The page of `app`, for requests from this machine only.
    public static HttpHandler create(App app, Broker broker) {
        return new LocalOnly(new DevPage(new HttpContinueReadHandler(new DevTrigger(app, broker))));
    }

    @Override
    public void handleRequest(HttpServerExchange exchange) throws Exception {
        String path = exchange.getRelativePath();
        Asset asset = ASSETS.get(path);
        if (path.equals(TRIGGER)) {
            trigger.handleRequest(exchange);
        } else if (asset == null) {
            Plain.send(exchange, 404, "There is nothing at this path.");
        } else if (Plain.reads(exchange)) {
            exchange.getResponseHeaders()
                    .put(Headers.CONTENT_TYPE, asset.type())
                    .put(Headers.CACHE_CONTROL, "no-cache")
                    .put(new HttpString("Content-Security-Policy"),
                            contentSecurityPolicy(exchange))
                    .put(new HttpString("Cross-Origin-Resource-Policy"), "same-origin")
                    .put(new HttpString("X-Content-Type-Options"), "nosniff")
                    .put(new HttpString("Referrer-Policy"), "no-referrer");
            exchange.getResponseSender()
                    .send(ByteBuffer.wrap(loaded.computeIfAbsent(asset.resource(), DevPage::load)));
        }
    }

    private static byte[] load(String resource) {
        try (InputStream in = DevPage.class.getResourceAsStream("/web/" + resource)) {
            if (in == null) {
                throw new IllegalStateException("The jar was built without web/" + resource);
            }
            return in.readAllBytes();
        } catch (IOException e) {
            throw new IllegalStateException("The jar's web/" + resource + " cannot be read", e);
        }
    }

    /// Nothing from elsewhere, nothing inline, and no frame of another site around it. Not every browser takes `'self'` for
    /// WebSockets, so the host is named.
    private static String contentSecurityPolicy(HttpServerExchange exchange) {
        String scheme = exchange.getRequestScheme().equals("https") ? "wss://" : "ws://";
        return "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self' "
                + scheme + exchange.getHostAndPort()
                + "; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";
    }
}
