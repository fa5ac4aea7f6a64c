package dev.anemone.api.revocations;

import dev.anemone.api.http.ApiRequest;
import dev.anemone.api.http.Reply;
import dev.anemone.api.http.RequestHandler;
import dev.anemone.model.AppId;
import dev.anemone.model.Revocation;
import dev.anemone.store.Revocations;
import dev.anemone.store.TooManyPatternsException;
import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;

/// `POST /apps/{app}/revocations`: takes back, on all nodes, what a token, the tokens of a user, or tokens and signatures gave
/// in channels, if they are of this moment or before. Not of Pusher's API. Doing it again does no harm.
public record RevokeHandler(Revocations revocations, InstantSource clock) implements RequestHandler {
    @Override
    public CompletionStage<Reply> handle(ApiRequest request) {
        return RevocationDecoder.decode(request.body()).answer(wanted -> revoke(request.app().id(), wanted));
    }

    private CompletionStage<Reply> revoke(AppId app, RevocationRequest wanted) {
        Instant now = clock.instant();
        return revocations.revoke(new Revocation(app, wanted.subject(), now, now.plus(wanted.ttl())))
                .thenApply(_ -> Reply.OK)
                .exceptionallyCompose(RevokeHandler::refused);
    }

    private static CompletionStage<Reply> refused(Throwable failure) {
        Throwable cause = failure instanceof CompletionException && failure.getCause() != null
                ? failure.getCause()
                : failure;
        return cause instanceof TooManyPatternsException full
                ? CompletableFuture.completedStage(Reply.badRequest(String.valueOf(full.getMessage())))
                : CompletableFuture.failedStage(cause);
    }
}
