package dev.anemone.api.http;

import java.util.concurrent.CompletionStage;

/// Answers one route. Called on the I/O thread that read the request, so it must return at once and never block; the
/// stage may complete on any thread. A stage that fails becomes a status in [ErrorHandler].
@FunctionalInterface
public interface RequestHandler {
    /// Answers a request whose signature has been checked.
    CompletionStage<Reply> handle(ApiRequest request);
}
