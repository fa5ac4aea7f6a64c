package dev.anemone.gateway.transport.http;

import dev.anemone.gateway.GatewayConfig;
import dev.anemone.gateway.hub.EventLoop;
import dev.anemone.gateway.protocol.CloseCode;
import dev.anemone.gateway.session.Admission;
import dev.anemone.gateway.session.HandshakeRequest;
import dev.anemone.gateway.transport.Entrance;
import dev.anemone.gateway.transport.IoContext;
import dev.anemone.gateway.transport.http.FallbackPath.SessionKey;
import dev.anemone.model.SocketId;
import io.undertow.server.HttpHandler;
import io.undertow.server.HttpServerExchange;
import io.undertow.util.Headers;
import io.undertow.util.HttpString;
import io.undertow.util.Methods;
import io.undertow.util.StatusCodes;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// The fallbacks of pusher-js, `xhr_streaming` and `xhr_polling`, in SockJS framing (SockJS protocol 0.3.3), and the same
/// for clients of SockJS itself. Thread-safe.
///
/// A connection belongs to the I/O thread that its first request came to. Later requests may come to others: they are
/// read there, and what they bring is handed over as a task. Every request of one connection must reach the same node.
///
/// A client between two requests holds no socket, so whoever asks under ever new names could make connections without
/// number: of those without a response there is a bound, and beyond it new names are answered 503, as they are while the
/// node stops.
///
/// Other refusals follow an `o`, with status 200: to any other status, and to a close before it, pusher-js answers by trying
/// again for ever.
public final class FallbackTransport implements HttpHandler {
    private static final HttpString ACCEL_BUFFERING = new HttpString("X-Accel-Buffering");
    private static final String SCRIPT = "application/javascript; charset=UTF-8";

    /// Room in the body of a send for the quotes and escapes around a message of the greatest length.
    private static final int ESCAPES = 2;

    /// The most connections that may be without a response at a moment. Others are bounded as sockets are.
    private static final int MAX_ABSENT = 20_000;
    private static final String RETRY_SECONDS = "1";

    private final Entrance entrance;
    private final int maxAbsent;
    private final RequestBody.Bounds bodyBounds;
    private final AtomicInteger absent = new AtomicInteger();
    private final Map<SessionKey, Place> places = new ConcurrentHashMap<>();
    private final AtomicInteger untold = new AtomicInteger();

    /// A connection, and the loop it is confined to.
    private record Place(EventLoop loop, FallbackConnection connection) {}

    public FallbackTransport(GatewayConfig config, Entrance entrance) {
        this(config, entrance, MAX_ABSENT);
    }

    FallbackTransport(GatewayConfig config, Entrance entrance, int maxAbsent) {
        this.entrance = entrance;
        this.maxAbsent = maxAbsent;
        this.bodyBounds = new RequestBody.Bounds(ESCAPES * config.maxMessageBytes(), config.handshakeTimeout(),
                config.closeTimeout());
    }

    /// Clients who do not know that their connection has ended, be it open or closed.
    public int untold() {
        return untold.get();
    }

    /// Closes every connection with 4200, also those without a session. Call it once [Entrance#drain] has turned to those
    /// with one: from then on no client gets a new connection here. Returns immediately; [#untold] says how many clients
    /// have still to come and hear it.
    public void drain() {
        for (Place place : places.values()) {
            guarded(place, connection -> connection.close(CloseCode.GOING_AWAY, CloseCode.GOING_AWAY.reason()));
        }
    }

    /// Whether `path` is one of these.
    public static boolean serves(String path) {
        return path.startsWith(FallbackPath.ROOT + "/") || path.equals(FallbackPath.ROOT);
    }

    @Override
    public void handleRequest(HttpServerExchange exchange) {
        Cors.admit(exchange);
        switch (FallbackPath.of(exchange.getRelativePath())) {
            case FallbackPath.Receive(var key, var streaming) ->
                posted(exchange, _ -> receive(exchange, key, streaming));
            case FallbackPath.Send(var key) -> posted(exchange, body -> send(exchange, key, body));
            case FallbackPath.Offer _ -> got(exchange, () -> offer(exchange));
            case FallbackPath.Greeting _ ->
                got(exchange, () -> Plain.send(exchange, StatusCodes.OK, "Welcome to SockJS!"));
            case FallbackPath.Unknown _ -> Plain.send(exchange, StatusCodes.NOT_FOUND, "There is no such transport.");
        }
    }

    private void posted(HttpServerExchange exchange, Consumer<byte[]> then) {
        HttpString method = exchange.getRequestMethod();
        if (method.equals(Methods.OPTIONS)) {
            Cors.preflight(exchange, "POST, OPTIONS");
        } else if (method.equals(Methods.POST)) {
            RequestBody.read(exchange, bodyBounds, then);
        } else {
            Plain.methodNotAllowed(exchange, "POST, OPTIONS");
        }
    }

    private static void got(HttpServerExchange exchange, Runnable answer) {
        HttpString method = exchange.getRequestMethod();
        if (method.equals(Methods.OPTIONS)) {
            Cors.preflight(exchange, "GET, OPTIONS");
        } else if (method.equals(Methods.GET)) {
            answer.run();
        } else {
            Plain.methodNotAllowed(exchange, "GET, OPTIONS");
        }
    }

    /// SockJS protocol 0.3.3, "Info test". WebSocket clients have an address of their own, without SockJS's framing.
    private static void offer(HttpServerExchange exchange) {
        Plain.forbidCaching(exchange);
        exchange.getResponseHeaders().put(Headers.CONTENT_TYPE, "application/json; charset=UTF-8");
        exchange.getResponseSender()
                .send("{\"websocket\":false,\"origins\":[\"*:*\"],\"cookie_needed\":false,\"entropy\":"
                        + Integer.toUnsignedString(ThreadLocalRandom.current().nextInt()) + "}");
    }

    /// Attaches the response to the connection called `key`, which is made if there is none.
    private void receive(HttpServerExchange exchange, SessionKey key, boolean streaming) {
        if (!places.containsKey(key)) {
            if (entrance.draining()) {
                notNow(exchange, "This node is stopping.");
                return;
            }
            if (absent.get() >= maxAbsent) {
                notNow(exchange, "Over capacity: too many clients are between requests.");
                return;
            }
        }
        Plain.forbidCaching(exchange);
        exchange.getResponseHeaders().put(Headers.CONTENT_TYPE, SCRIPT);
        exchange.getResponseHeaders().put(ACCEL_BUFFERING, "no");
        Place place = places.computeIfAbsent(key, _ -> open(exchange, key));
        var response = new ExchangeStream(exchange, place.loop(), place.connection().owner());
        guarded(place, connection -> {
            if (!connection.attach(response, streaming)) {
                exchange.getIoThread().execute(() -> receive(exchange, key, streaming));
            }
        });
    }

    private static void notNow(HttpServerExchange exchange, String sentence) {
        exchange.getResponseHeaders().put(Headers.RETRY_AFTER, RETRY_SECONDS);
        Plain.send(exchange, StatusCodes.SERVICE_UNAVAILABLE, sentence);
    }

    private Place open(HttpServerExchange exchange, SessionKey key) {
        IoContext io = entrance.context(exchange.getIoThread());
        EventLoop loop = io.sessions().shard().loop();
        HandshakeRequest opening = Entrance.request(exchange, "/app/" + key.appKey());
        boolean sockJs = key.appKey().isEmpty();
        var connection = new FallbackConnection(io.sessions(), io.counters(), SocketId.random(io.random()), sockJs,
                new FallbackConnection.Host() {
                    @Override
                    public void admit(String path, FallbackConnection connection,
                            Consumer<Admission.Decision> outcome) {
                        HandshakeRequest request = sockJs ? AppPath.request(path, opening) : opening;
                        if (request.knowsPlaces()) {
                            connection.learnPlaces();
                        }
                        entrance.admit(request, loop, outcome);
                    }

                    @Override
                    public void told() {
                        untold.decrementAndGet();
                    }

                    @Override
                    public void absent() {
                        absent.incrementAndGet();
                    }

                    @Override
                    public void notAbsent() {
                        absent.decrementAndGet();
                    }

                    @Override
                    public void forget() {
                        places.remove(key);
                    }
                });
        untold.incrementAndGet();
        if (!sockJs) {
            loop.execute(() -> connection.enter(opening.path()));
        }
        return new Place(loop, connection);
    }

    private void send(HttpServerExchange exchange, SessionKey key, byte[] body) {
        Place place = places.get(key);
        if (place == null) {
            answer(exchange, StatusCodes.NOT_FOUND, null);
            return;
        }
        Optional<List<byte[]>> messages = SockJsDecoder.messages(body);
        if (messages.isEmpty()) {
            answer(exchange, StatusCodes.INTERNAL_SERVER_ERROR,
                    body.length == 0 ? "Payload expected." : "Broken JSON encoding.");
            return;
        }
        guarded(place, connection -> connection.receive(messages.get(), taken -> exchange.getIoThread()
                .execute(() -> answer(exchange, taken ? StatusCodes.NO_CONTENT : StatusCodes.NOT_FOUND, null))));
    }

    private static void answer(HttpServerExchange exchange, int status, @Nullable String text) {
        Plain.forbidCaching(exchange);
        exchange.setStatusCode(status);
        exchange.getResponseHeaders().put(Headers.CONTENT_TYPE, "text/plain; charset=UTF-8");
        if (text == null) {
            exchange.endExchange();
        } else {
            exchange.getResponseSender().send(text, StandardCharsets.UTF_8);
        }
    }

    /// Runs `task` on the connection's loop; a failure ends that connection alone.
    private static void guarded(Place place, Consumer<FallbackConnection> task) {
        place.loop().execute(() -> {
            try {
                task.accept(place.connection());
            } catch (RuntimeException | Error failure) {
                place.connection().fail(failure);
            }
        });
    }
}
