package dev.anemone.bench.rivals.stock;

import io.undertow.Undertow;
import io.undertow.Version;
import io.undertow.server.HttpHandler;
import io.undertow.server.handlers.PathHandler;
import io.undertow.server.handlers.ResponseCodeHandler;
import io.undertow.util.StatusCodes;
import io.undertow.websockets.WebSocketProtocolHandshakeHandler;
import java.time.Clock;
import org.xnio.Options;

/// The process: `StockServer PORT`. Serves public channels on `/app/{key}` and signed publishing on `/apps/{id}`, on one
/// I/O thread, until it is killed.
public final class StockServer {
    private static final String APP_ID = "app-id";
    private static final String APP_KEY = "app-key";
    private static final String APP_SECRET = "app-secret";
    private static final int BACKLOG = 4096;

    private StockServer() {}

    /// Starts it on the port that is the one argument.
    public static void main(String[] arguments) {
        start(Integer.parseInt(arguments[0]));
    }

    /// Of Undertow.
    public static String version() {
        return Version.getVersionString();
    }

    /// Starts a server on 127.0.0.1; port 0 is any free one.
    static Undertow start(int port) {
        var channels = new Channels();
        var signatures = new Signatures(APP_KEY, APP_SECRET, Clock.systemUTC());
        HttpHandler handler = new PathHandler(ResponseCodeHandler.HANDLE_404)
                .addExactPath("/app/" + APP_KEY, new WebSocketProtocolHandshakeHandler(new Welcome(channels)))
                .addExactPath("/apps/" + APP_ID + "/events",
                        new Publishing(signatures, Publishing.Body.EVENT, channels))
                .addExactPath("/apps/" + APP_ID + "/batch_events",
                        new Publishing(signatures, Publishing.Body.BATCH, channels))
                .addExactPath("/ready", exchange -> exchange.setStatusCode(StatusCodes.OK).endExchange());
        Undertow server = Undertow.builder()
                .setIoThreads(1)
                .setSocketOption(Options.BACKLOG, BACKLOG)
                .addHttpListener(port, "127.0.0.1")
                .setHandler(handler)
                .build();
        server.start();
        return server;
    }
}
