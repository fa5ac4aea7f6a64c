package dev.anemone.gateway.transport.http;

import dev.anemone.auth.AccessClaims;
import dev.anemone.auth.SubscriptionSigner;
import dev.anemone.auth.access.TokenAccess;
import dev.anemone.gateway.GatewayConfig;
import dev.anemone.gateway.hub.EventLoop;
import dev.anemone.gateway.protocol.ClientMessage.Subscribe;
import dev.anemone.gateway.protocol.CloseCode;
import dev.anemone.gateway.session.Admission;
import dev.anemone.gateway.session.ConnectionQuota;
import dev.anemone.gateway.session.HandshakeRequest;
import dev.anemone.gateway.session.Tenant;
import dev.anemone.gateway.transport.Entrance;
import dev.anemone.gateway.transport.IoContext;
import dev.anemone.model.ChannelName;
import dev.anemone.model.MalformedNameException;
import dev.anemone.model.SocketId;
import dev.anemone.model.StreamPosition;
import io.undertow.server.HttpHandler;
import io.undertow.server.HttpServerExchange;
import io.undertow.util.Headers;
import io.undertow.util.HttpString;
import io.undertow.util.Methods;
import io.undertow.util.SameThreadExecutor;
import io.undertow.util.StatusCodes;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// `GET /app/{key}/channels/{channel}/events`: one channel as an event stream, for `curl`, dashboards and everybody without
/// a library. Thread-safe.
///
/// Events of channels with history have ids: a reader that comes back with the last one hears what it missed, or that
/// something is missing (`anemone:gap`).
///
/// A reader takes a place in the app's quota and counts as a subscriber, as a WebSocket that subscribes to one channel.
public final class EventStreamTransport implements HttpHandler {
    private static final HttpString ACCEL_BUFFERING = new HttpString("X-Accel-Buffering");
    private static final HttpString LAST_EVENT_ID = new HttpString("Last-Event-ID");
    private static final String METHODS = "GET, OPTIONS";
    private static final String NEWEST_PROTOCOL = "7";
    private static final String RETRY_SECONDS = "1";

    private final Entrance entrance;
    private final ReaderPolicy policy;

    public EventStreamTransport(GatewayConfig config, Entrance entrance, TokenAccess tokens,
            InstantSource clock) {
        this.entrance = entrance;
        this.policy = new ReaderPolicy(clock, config.timestampSkew(), tokens);
    }

    /// Whether `exchange` asks for an event stream.
    public static boolean serves(HttpServerExchange exchange) {
        return EventStreamPath.of(exchange).isPresent();
    }

    @Override
    public void handleRequest(HttpServerExchange exchange) {
        Cors.admitAnyone(exchange);
        EventStreamPath path = EventStreamPath.of(exchange).orElseThrow();
        if (exchange.getRequestMethod().equals(Methods.OPTIONS)) {
            Cors.preflight(exchange, METHODS);
            return;
        }
        if (!exchange.getRequestMethod().equals(Methods.GET)) {
            Plain.methodNotAllowed(exchange, METHODS);
            return;
        }
        Optional<StreamPosition> since = lastEventId(exchange);
        if (since.isEmpty()) {
            Plain.send(exchange, StatusCodes.BAD_REQUEST,
                    "Malformed Last-Event-ID: expected the id of an event that this service sent.");
            return;
        }
        ChannelName channel;
        ReaderProof proof;
        try {
            channel = new ChannelName(path.channel());
            proof = ReaderProof.of(path.asSent(), exchange.getQueryString(),
                    exchange.getRequestHeaders().getFirst(Headers.AUTHORIZATION));
        } catch (MalformedNameException e) {
            Plain.send(exchange, StatusCodes.BAD_REQUEST, e.getMessage() + ".");
            return;
        } catch (IllegalArgumentException _) {
            Plain.send(exchange, StatusCodes.BAD_REQUEST, "Malformed query: expected percent-encoded UTF-8.");
            return;
        }
        var unsigned = new Subscribe(channel, null, null, since.get(), 0);
        exchange.dispatch(SameThreadExecutor.INSTANCE, () -> admit(exchange, path, unsigned, proof));
    }

    /// Where the reader goes on (HTML standard, "The Last-Event-ID header"): at the end if it names nothing.
    private static Optional<StreamPosition> lastEventId(HttpServerExchange exchange) {
        String id = exchange.getRequestHeaders().getFirst(LAST_EVENT_ID);
        return id == null || id.isEmpty() ? Optional.of(StreamPosition.NONE) : StreamPosition.ofWire(id);
    }

    private void admit(HttpServerExchange exchange, EventStreamPath path, Subscribe wanted, ReaderProof proof) {
        IoContext io = entrance.context(exchange.getIoThread());
        EventLoop loop = io.sessions().shard().loop();
        HandshakeRequest asked = Entrance.request(exchange, "/app/" + path.appKey());
        var request = new HandshakeRequest(asked.path(), Map.of("protocol", NEWEST_PROTOCOL), asked.origin(),
                asked.secure());
        entrance.admit(request, loop, decision -> {
            switch (decision) {
                case Admission.Decision.Admitted(var tenant, var place) ->
                    policy.decide(tenant.app(), wanted.channel(), proof)
                            .exceptionally(_ -> ReaderPolicy.OVERLOADED)
                            .thenAccept(reading -> loop.execute(() -> {
                                switch (reading) {
                                    case ReaderPolicy.Decision.Allowed(var token) ->
                                        stream(exchange, io, tenant, place, wanted, token);
                                    case ReaderPolicy.Decision.Refused(var status, var sentence) -> {
                                        place.leave();
                                        Plain.send(exchange, status, sentence);
                                    }
                                }
                            }));
                case Admission.Decision.Refused(var code, var reason) -> refuse(exchange, code, reason);
            }
        });
    }

    private static void stream(HttpServerExchange exchange, IoContext io, Tenant tenant, ConnectionQuota.Place place,
            Subscribe wanted, @Nullable AccessClaims token) {
        ChannelName channel = wanted.channel();
        SocketId socketId = SocketId.random(io.random());
        var connection = new EventStreamConnection(io.sessions(), io.counters(), socketId,
                new EventStreamConnection.Reply() {
                    @Override
                    public void begin() {
                        Plain.forbidCaching(exchange);
                        exchange.getResponseHeaders().put(Headers.CONTENT_TYPE, "text/event-stream; charset=UTF-8");
                        exchange.getResponseHeaders().put(ACCEL_BUFFERING, "no");
                    }

                    @Override
                    public void refuse(CloseCode code, String reason) {
                        EventStreamTransport.refuse(exchange, code, reason);
                    }
                });
        // The session takes no one's word for it: what was proven without a token is signed as a subscription.
        String auth = channel.kind().needsAuth() && token == null
                ? SubscriptionSigner.sign(tenant.app().primaryCredential(), socketId, channel, null)
                : null;
        connection.start(new ExchangeStream(exchange, io.sessions().shard().loop(), connection), tenant, place,
                new Subscribe(channel, auth, null, wanted.since(), 0), token);
    }

    private static void refuse(HttpServerExchange exchange, CloseCode code, String reason) {
        int status = status(code);
        if (status == StatusCodes.SERVICE_UNAVAILABLE || status == StatusCodes.TOO_MANY_REQUESTS) {
            exchange.getResponseHeaders().put(Headers.RETRY_AFTER, RETRY_SECONDS);
        }
        Plain.send(exchange, status, reason);
    }

    private static int status(CloseCode code) {
        return switch (code) {
            case UNKNOWN_APP, PATH_NOT_FOUND -> StatusCodes.NOT_FOUND;
            case APP_DISABLED, SSL_ONLY, UNAUTHORIZED -> StatusCodes.FORBIDDEN;
            case OVER_QUOTA -> StatusCodes.TOO_MANY_REQUESTS;
            case OVER_CAPACITY, GOING_AWAY, PONG_NOT_RECEIVED, INACTIVE -> StatusCodes.SERVICE_UNAVAILABLE;
            case INVALID_VERSION, UNSUPPORTED_PROTOCOL, NO_PROTOCOL -> StatusCodes.BAD_REQUEST;
            case NORMAL, PROTOCOL_ERROR, UNSUPPORTED_DATA, INVALID_PAYLOAD, MESSAGE_TOO_BIG ->
                StatusCodes.BAD_REQUEST;
            case INTERNAL_ERROR -> StatusCodes.INTERNAL_SERVER_ERROR;
        };
    }
}
