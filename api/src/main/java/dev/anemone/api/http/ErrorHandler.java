package dev.anemone.api.http;

import dev.anemone.store.StoreUnavailableException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.concurrent.CompletionException;

/// Turns failures into replies: the only place of this module where an exception becomes a status. Thread-safe.
final class ErrorHandler {
    /// When a caller may try again: a store that is failing over is usually back by then.
    private static final Duration RETRY_AFTER = Duration.ofSeconds(1);

    private static final Logger LOG = System.getLogger(ErrorHandler.class.getName());

    private ErrorHandler() {}

    /// The reply to a request that failed through no fault of its caller.
    ///
    /// @param request method and path, for the log; never the query, which holds a signature
    static Reply reply(Throwable failure, String request) {
        Throwable cause = unwrap(failure);
        if (cause instanceof StoreUnavailableException) {
            // The store says it once, in /ready and its own log; a line per request would bury the rest.
            LOG.log(Level.DEBUG, () -> "Store unavailable request=" + request, cause);
            return Reply.unavailable("Store unavailable: " + cause.getMessage(), RETRY_AFTER);
        }
        LOG.log(Level.ERROR, () -> "Request failed request=" + request, cause);
        return Reply.internalError();
    }

    private static Throwable unwrap(Throwable failure) {
        Throwable cause = failure;
        while (cause instanceof CompletionException && cause.getCause() != null) {
            cause = cause.getCause();
        }
        return cause;
    }
}
