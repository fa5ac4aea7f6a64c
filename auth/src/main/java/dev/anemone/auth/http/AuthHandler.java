package dev.anemone.auth.http;

import dev.anemone.model.EventData;
import dev.anemone.store.StoreException;
import io.undertow.io.Receiver;
import io.undertow.server.HttpHandler;
import io.undertow.server.HttpServerExchange;
import io.undertow.util.HeaderMap;
import io.undertow.util.Headers;
import io.undertow.util.Methods;
import io.undertow.util.SameThreadExecutor;
import java.lang.System.Logger.Level;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.function.BiConsumer;
import java.util.function.Supplier;
import org.xnio.IoUtils;
import org.xnio.XnioExecutor;

/// The HTTP side of the auth service: paths, methods, CORS, bodies and status codes. Every step runs on the exchange's
/// I/O thread.
final class AuthHandler implements HttpHandler {
    private static final System.Logger LOG = System.getLogger(AuthHandler.class.getName());
    private static final String ALLOWED_METHODS = "POST, OPTIONS";

    private final AuthConfig config;
    private final CorsPolicy cors;
    private final TokenSource tokens;
    private final AppResolver apps;
    private final Map<String, Endpoint> endpoints;
    private final RequestRate<Network> rate;

    /// @param endpoints by the last part of their paths
    /// @param rate at which each address may ask
    AuthHandler(AuthConfig config, AppResolver apps, Map<String, Endpoint> endpoints, RequestRate<Network> rate) {
        var origins = new AllowedOrigins(config.allowedOrigins());
        this.config = config;
        this.cors = new CorsPolicy(origins, !config.cookie().isEmpty());
        this.tokens = new TokenSource(config.cookie(), origins);
        this.apps = apps;
        this.endpoints = Map.copyOf(endpoints);
        this.rate = rate;
    }

    @Override
    public void handleRequest(HttpServerExchange exchange) {
        exchange.getResponseHeaders().put(Headers.CACHE_CONTROL, "no-store");
        cors.admit(exchange);
        closeIfLate(exchange);
        Optional<ServicePath> path = ServicePath.parse(exchange.getRelativePath())
                .filter(parsed -> endpoints.containsKey(parsed.endpoint()));
        if (path.isEmpty()) {
            send(exchange, new Refused(AuthError.NOT_FOUND, "There is POST /auth/{app_key}/channel and"
                    + " /auth/{app_key}/user; and /auth/channel and /auth/user while one app has token keys."));
        } else if (exchange.getRequestMethod().equals(Methods.OPTIONS)) {
            describe(exchange);
        } else if (exchange.getRequestMethod().equals(Methods.POST)) {
            take(exchange, path.get());
        } else {
            exchange.getResponseHeaders().put(Headers.ALLOW, ALLOWED_METHODS);
            send(exchange, new Refused(AuthError.METHOD_NOT_ALLOWED, "Use POST."));
        }
    }

    /// Bounds everything at once: a body that trickles in, a store that does not answer, a reader that does not read.
    private void closeIfLate(HttpServerExchange exchange) {
        XnioExecutor.Key timer = exchange.getIoThread().executeAfter(
                () -> IoUtils.safeClose(exchange.getConnection()),
                config.requestTimeout().toMillis(),
                TimeUnit.MILLISECONDS);
        exchange.addExchangeCompleteListener((_, next) -> {
            timer.remove();
            next.proceed();
        });
    }

    private void describe(HttpServerExchange exchange) {
        if (CorsPolicy.isPreflight(exchange)) {
            if (!cors.allows(exchange)) {
                send(exchange, new Refused(AuthError.ORIGIN_NOT_ALLOWED,
                        "The origin is not among the setting auth.allowed-origins."));
                return;
            }
            cors.describe(exchange);
        }
        exchange.getResponseHeaders().put(Headers.ALLOW, ALLOWED_METHODS);
        exchange.setStatusCode(204);
        exchange.endExchange();
    }

    private void take(HttpServerExchange exchange, ServicePath path) {
        Optional<Duration> wait = rate.take(Network.of(exchange.getSourceAddress().getAddress()));
        if (wait.isPresent()) {
            send(exchange, new Refused(AuthError.RATE_LIMITED, "The address asks more than " + rate.perSecond()
                    + " times per second (setting auth.address-requests-per-second).", wait));
        } else {
            readBody(exchange, path);
        }
    }

    /// The length is checked here first, since the receiver allocates whatever the header announces.
    private void readBody(HttpServerExchange exchange, ServicePath path) {
        var tooLarge = new Refused(AuthError.BODY_TOO_LARGE, "The body may have at most " + config.maxBodyBytes()
                + " bytes (setting auth.max-body-bytes).");
        if (exchange.getRequestContentLength() > config.maxBodyBytes()) {
            send(exchange, tooLarge);
            return;
        }
        Receiver receiver = exchange.getRequestReceiver();
        receiver.setMaxBufferSize(config.maxBodyBytes());
        receiver.receiveFullBytes((complete, body) -> resolveApp(complete, path, body), (broken, failure) -> {
            if (failure instanceof Receiver.RequestToLargeException) {
                send(broken, tooLarge);
            } else {
                IoUtils.safeClose(broken.getConnection()); // Whoever broke off cannot be answered.
            }
        });
    }

    private void resolveApp(HttpServerExchange exchange, ServicePath path, byte[] body) {
        after(exchange, () -> apps.resolve(path), (continued, resolution) -> {
            switch (resolution) {
                case Refused refused -> send(continued, refused);
                case AppResolver.Found target -> answer(continued, path, target, body);
            }
        });
    }

    private void answer(HttpServerExchange exchange, ServicePath path, AppResolver.Found target, byte[] body) {
        Endpoint endpoint = Objects.requireNonNull(endpoints.get(path.endpoint()));
        var call = new Endpoint.Call(target, tokens.find(exchange),
                exchange.getRequestHeaders().getFirst(Headers.CONTENT_TYPE), new String(body, StandardCharsets.UTF_8));
        after(exchange, () -> endpoint.answer(call), AuthHandler::send);
    }

    /// Goes on with what a stage gives, on the I/O thread, whichever thread completes it.
    private static <T> void after(HttpServerExchange exchange, Supplier<CompletionStage<T>> stage,
            BiConsumer<HttpServerExchange, T> next) {
        exchange.dispatch(SameThreadExecutor.INSTANCE, () -> stage.get().whenComplete(
                (result, failure) -> exchange.dispatch(exchange.getIoThread(), (HttpHandler) continued -> {
                    if (failure == null) {
                        next.accept(continued, result);
                    } else {
                        answerFailure(continued, failure);
                    }
                })));
    }

    private static void answerFailure(HttpServerExchange exchange, Throwable failure) {
        Throwable cause = failure instanceof CompletionException ? failure.getCause() : failure;
        if (cause instanceof RejectedExecutionException) {
            send(exchange, new Refused(AuthError.UNAVAILABLE, "Too many tokens wait to be verified. Try again."));
        } else if (cause instanceof StoreException) {
            send(exchange, new Refused(AuthError.UNAVAILABLE, "The apps cannot be read at the moment. Try again."));
        } else {
            throw new IllegalStateException("A request for a signature failed", failure);
        }
    }

    private static void send(HttpServerExchange exchange, Answer answer) {
        log(exchange, answer);
        HeaderMap response = exchange.getResponseHeaders();
        if (answer instanceof Refused refused) {
            if (refused.error() == AuthError.TOKEN_MISSING) {
                response.put(Headers.WWW_AUTHENTICATE, "Bearer");
            }
            refused.retryAfter().ifPresent(wait -> response.put(Headers.RETRY_AFTER, wholeSeconds(wait)));
        }
        byte[] body = answer.json().getBytes(StandardCharsets.UTF_8);
        exchange.setStatusCode(answer.status());
        response.put(Headers.CONTENT_TYPE, "application/json");
        exchange.setResponseContentLength(body.length);
        exchange.getResponseSender().send(ByteBuffer.wrap(body));
    }

    /// Rounded up: who comes back too early is refused again.
    private static String wholeSeconds(Duration wait) {
        return Long.toString(wait.plusNanos(999_999_999).toSeconds());
    }

    /// Why callers were refused is here alone: they are told a code.
    private static void log(HttpServerExchange exchange, Answer answer) {
        switch (answer) {
            case Refused(var error, var reason, _) -> LOG.log(Level.DEBUG,
                    () -> "Auth refused code=" + error.code() + " from=" + client(exchange) + " path="
                            + quoted(exchange.getRelativePath()) + " reason=" + quoted(reason));
            case Answer.Each(var answers) -> answers.values().forEach(each -> log(exchange, each));
            case Answer.Signed _,Answer.SignedIn _,Answer.Explained _ -> {}
        }
    }

    private static String client(HttpServerExchange exchange) {
        return exchange.getSourceAddress().getAddress().getHostAddress();
    }

    /// Paths and reasons may hold what a caller sent: it must not start a log line of its own.
    private static String quoted(String text) {
        var quoted = new StringBuilder("\"");
        EventData.appendEscaped(quoted, text);
        return quoted.append('"').toString();
    }
}
