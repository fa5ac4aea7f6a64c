package dev.anemone.api.http;

import dev.anemone.store.AppRegistry;
import io.undertow.server.HttpHandler;
import io.undertow.server.HttpServerExchange;
import io.undertow.util.HeaderValues;
import io.undertow.util.HttpString;
import io.undertow.util.SameThreadExecutor;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/// The edge of the API. A request is routed, then its signature is checked, then its body is read and checked, and
/// only then does a [RequestHandler] see it.
///
/// Every step runs on the I/O thread that owns the connection and none blocks it. What a handler's stage completes
/// with, wherever it completes, is sent from that thread. Thread-safe.
public final class SignedRequestHandler implements HttpHandler {
    private static final HttpString IDEMPOTENCY_KEY = new HttpString("Idempotency-Key");

    private final RouteTable routes;
    private final Authenticator authenticator;
    private final BodyLimits bodyLimits;

    /// @param timestampSkew how far `auth_timestamp` may be from `clock`
    public SignedRequestHandler(List<Route> routes, AppRegistry apps, InstantSource clock, Duration timestampSkew,
            BodyLimits bodyLimits) {
        this.routes = new RouteTable(routes);
        this.authenticator = new Authenticator(apps, clock, timestampSkew);
        this.bodyLimits = bodyLimits;
    }

    @Override
    public void handleRequest(HttpServerExchange exchange) {
        // Leaves Undertow's call, which would end the exchange when it returns.
        exchange.dispatch(SameThreadExecutor.INSTANCE, () -> serve(exchange));
    }

    private void serve(HttpServerExchange exchange) {
        var body = new RequestBody(exchange, bodyLimits);
        answer(exchange, body)
                .exceptionally(failure -> ErrorHandler.reply(exchange, failure))
                .thenAcceptAsync(reply -> ReplySender.send(exchange, body, reply), IoThread.of(exchange))
                .exceptionally(failure -> {
                    ErrorHandler.giveUp(exchange, failure);
                    return null;
                });
    }

    private CompletionStage<Reply> answer(HttpServerExchange exchange, RequestBody body) {
        try {
            String method = exchange.getRequestMethod().toString();
            return target(exchange).answer(target -> routes.match(method, target.segments())
                    .answer(match -> answer(exchange, method, target, match, body)));
        } catch (RuntimeException e) {
            return CompletableFuture.failedStage(e);
        }
    }

    private CompletionStage<Reply> answer(HttpServerExchange exchange, String method, RequestTarget target,
            RouteTable.Match match, RequestBody body) {
        QueryParameters parameters = target.parameters();
        return authenticator.authenticate(method, target, match.appId())
                .thenComposeAsync(signer -> signer.answer(app -> body.read()
                        .thenApply(received -> received.then(bytes -> Authenticator.checkBody(parameters, bytes)))
                        .thenCompose(signed -> signed.answer(bytes -> match.handler()
                                .handle(new ApiRequest(app, match.pathVariables(), parameters,
                                        idempotencyKeys(exchange), bytes))))),
                        IoThread.of(exchange));
    }

    private static List<String> idempotencyKeys(HttpServerExchange exchange) {
        HeaderValues values = exchange.getRequestHeaders().get(IDEMPOTENCY_KEY);
        return values == null ? List.of() : List.copyOf(values);
    }

    private static Checked<RequestTarget> target(HttpServerExchange exchange) {
        int prefixSegments = (int) exchange.getResolvedPath().chars().filter(c -> c == '/').count();
        return RequestTarget.parse(exchange.getRequestURI(), exchange.getQueryString(), prefixSegments);
    }
}
