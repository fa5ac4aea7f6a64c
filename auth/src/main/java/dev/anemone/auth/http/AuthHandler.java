package dev.anemone.auth.http;

import dev.anemone.model.EventData;
import dev.anemone.store.StoreException;
import io.undertow.io.Receiver;
import io.undertow.server.HttpHandler;
import io.undertow.server.HttpServerExchange;
import io.undertow.util.HeaderMap;
import io.undertow.util.HeaderValues;
import io.undertow.util.Headers;
import io.undertow.util.Methods;
import io.undertow.util.SameThreadExecutor;
import java.lang.System.Logger.Level;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.CompletionException;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.xnio.IoUtils;
import org.xnio.XnioExecutor;

/// The HTTP side of the auth service: paths, methods, CORS, bodies and status codes. Every step runs on the exchange's
/// I/O thread.
final class AuthHandler implements HttpHandler {
    private static final System.Logger LOG = System.getLogger(AuthHandler.class.getName());
    private static final String ALLOWED_METHODS = "POST, OPTIONS";
    private static final String BEARER = "bearer ";

    private final AuthConfig config;
    private final CorsPolicy cors;
    private final AppResolver apps;
    private final ChannelAuthorizer authorizer;

    AuthHandler(AuthConfig config, AppResolver apps, ChannelAuthorizer authorizer) {
        this.config = config;
        this.cors = new CorsPolicy(config.allowedOrigins());
        this.apps = apps;
        this.authorizer = authorizer;
    }

    @Override
    public void handleRequest(HttpServerExchange exchange) {
        exchange.getResponseHeaders().put(Headers.CACHE_CONTROL, "no-store");
        cors.admit(exchange);
        closeIfLate(exchange);
        Optional<ChannelPath> path = ChannelPath.parse(exchange.getRelativePath());
        if (path.isEmpty()) {
            send(exchange, new Refused(AuthError.NOT_FOUND,
                    "There is POST /auth/{app_key}/channel, and POST /auth/channel while one app has token keys."));
        } else if (exchange.getRequestMethod().equals(Methods.OPTIONS)) {
            describe(exchange);
        } else if (exchange.getRequestMethod().equals(Methods.POST)) {
            readBody(exchange, path.get());
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

    /// The length is checked here first, since the receiver allocates whatever the header announces.
    private void readBody(HttpServerExchange exchange, ChannelPath path) {
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

    private void resolveApp(HttpServerExchange exchange, ChannelPath path, byte[] body) {
        exchange.dispatch(SameThreadExecutor.INSTANCE, () -> apps.resolve(path.appKey()).whenComplete(
                (resolution, failure) -> exchange.dispatch(exchange.getIoThread(), (HttpHandler) continued -> {
                    if (failure == null) {
                        answer(continued, resolution, body);
                    } else {
                        answerFailure(continued, failure);
                    }
                })));
    }

    private void answer(HttpServerExchange exchange, AppResolver.Resolution resolution, byte[] body) {
        switch (resolution) {
            case Refused refused -> send(exchange, refused);
            case AppResolver.Found target -> {
                String token = bearerToken(exchange.getRequestHeaders());
                if (token == null) {
                    exchange.getResponseHeaders().put(Headers.WWW_AUTHENTICATE, "Bearer");
                    send(exchange, new Refused(AuthError.TOKEN_MISSING, "There is no Authorization: Bearer header."));
                } else {
                    String contentType = exchange.getRequestHeaders().getFirst(Headers.CONTENT_TYPE);
                    exchange.dispatch(SameThreadExecutor.INSTANCE,
                            () -> authorizer.authorize(target, token, contentType, body).whenComplete(
                                    (answer, failure) -> exchange.dispatch(exchange.getIoThread(),
                                            (HttpHandler) continued -> {
                                                if (failure == null) {
                                                    send(continued, answer);
                                                } else {
                                                    answerFailure(continued, failure);
                                                }
                                            })));
                }
            }
        }
    }

    /// RFC 6750 §2.1. Two headers are as bad as none.
    private static @Nullable String bearerToken(HeaderMap headers) {
        HeaderValues values = headers.get(Headers.AUTHORIZATION);
        if (values == null || values.size() != 1) {
            return null;
        }
        String value = values.getFirst();
        boolean bearer = value.length() > BEARER.length()
                && value.substring(0, BEARER.length()).toLowerCase(Locale.ROOT).equals(BEARER);
        return bearer ? value.substring(BEARER.length()).strip() : null;
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
        if (answer instanceof Refused(AuthError error, String reason)) {
            LOG.log(Level.DEBUG,
                    () -> "Auth refused code=" + error.code() + " from=" + client(exchange) + " path="
                            + quoted(exchange.getRelativePath()) + " reason=" + quoted(reason));
        }
        byte[] body = answer.json().getBytes(StandardCharsets.UTF_8);
        exchange.setStatusCode(answer.status());
        exchange.getResponseHeaders().put(Headers.CONTENT_TYPE, "application/json");
        exchange.setResponseContentLength(body.length);
        exchange.getResponseSender().send(ByteBuffer.wrap(body));
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
