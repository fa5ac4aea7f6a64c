package dev.anemone.api.http;

import dev.anemone.store.StoreUnavailableException;
import io.undertow.server.HttpServerExchange;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.concurrent.CompletionException;
import org.xnio.IoUtils;

/// Turns failures into replies: the only place of this module where an exception becomes a status. Stateless.
final class ErrorHandler {
    /// When a caller may try again: a store that is failing over is usually back by then.
    private static final Duration RETRY_AFTER = Duration.ofSeconds(1);

    private static final Logger LOG = System.getLogger(ErrorHandler.class.getName());

    private ErrorHandler() {}

    /// The reply to a request that failed through no fault of its caller.
    static Reply reply(HttpServerExchange exchange, Throwable failure) {
        Throwable cause = unwrap(failure);
        if (cause instanceof StoreUnavailableException) {
            // The store says it once, in /ready and its own log; a line per request would bury the rest.
            LOG.log(Level.DEBUG, () -> "Store unavailable request=" + describe(exchange), cause);
            return Reply.unavailable("Store unavailable: " + cause.getMessage(), RETRY_AFTER);
        }
        LOG.log(Level.ERROR, () -> "Request failed request=" + describe(exchange), cause);
        return Reply.internalError();
    }

    /// Ends a request to which not even a reply could be sent. Its connection is in no known state, so that ends too.
    static void giveUp(HttpServerExchange exchange, Throwable failure) {
        LOG.log(Level.ERROR, "Reply failed request=" + describe(exchange), unwrap(failure));
        IoUtils.safeClose(exchange.getConnection());
    }

    /// Method and path; never the query, which holds a signature.
    private static String describe(HttpServerExchange exchange) {
        return exchange.getRequestMethod() + " " + exchange.getRequestURI();
    }

    private static Throwable unwrap(Throwable failure) {
        Throwable cause = failure;
        while (cause instanceof CompletionException && cause.getCause() != null) {
            cause = cause.getCause();
        }
        return cause;
    }
}
