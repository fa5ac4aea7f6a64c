package dev.anemone.api.users;

import dev.anemone.api.http.ApiRequest;
import dev.anemone.api.http.BlockingHandler;
import dev.anemone.api.http.Reply;
import dev.anemone.model.MalformedNameException;
import dev.anemone.model.UserId;
import dev.anemone.model.UserKey;
import dev.anemone.store.Users;

/// `POST /apps/{app}/users/{user}/terminate_connections`: closes every connection that is signed in as the user, on all
/// nodes (Pusher docs, "Terminating user connections"). An unknown user has none, which is no error.
public record TerminateConnectionsHandler(Users users) implements BlockingHandler {
    @Override
    public Reply handle(ApiRequest request) {
        UserId user;
        try {
            user = new UserId(request.pathVariable("user"));
        } catch (MalformedNameException e) {
            return Reply.badRequest(String.valueOf(e.getMessage()));
        }
        users.terminate(new UserKey(request.app().id(), user)).toCompletableFuture().join();
        return Reply.OK;
    }
}
