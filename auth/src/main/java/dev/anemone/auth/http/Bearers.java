package dev.anemone.auth.http;

import dev.anemone.auth.AccessClaims;
import dev.anemone.auth.TokenRefusal;
import dev.anemone.auth.TokenVerdict;
import dev.anemone.auth.access.TokenAccess;
import dev.anemone.model.App;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;

/// Whom the service serves: the bearers of good tokens, each as often as the settings allow. Thread-safe.
///
/// The token is judged first, before anybody looks at the rest of a request: whoever has none learns nothing about channels.
/// Only a token that is good counts towards the rate of whom it names, so that nobody uses up the rate of others.
record Bearers(TokenAccess tokens, RequestRate<Bearer> rate) {
    /// What `serve` answers to the bearer of the token that `call` presents, or why they are not served.
    CompletionStage<Answer> serve(Endpoint.Call call, Function<AccessClaims, Answer> serve) {
        return switch (call.token()) {
            case Refused refused -> CompletableFuture.completedStage(refused);
            case TokenSource.Token(String token) -> serve(call.target().app(), token, serve);
        };
    }

    private CompletionStage<Answer> serve(App app, String token, Function<AccessClaims, Answer> serve) {
        return tokens.verify(token, app).thenApply(verdict -> switch (verdict) {
            case TokenVerdict.Refused(TokenRefusal reason, String detail) -> new Refused(error(reason), detail);
            case TokenVerdict.Accepted(AccessClaims claims) -> {
                Optional<Duration> wait = rate.take(Bearer.of(app.id(), claims, token));
                yield wait.isPresent()
                        ? new Refused(AuthError.RATE_LIMITED, "The bearer asks more than " + rate.perSecond()
                                + " times per second (setting auth.requests-per-second).", wait)
                        : serve.apply(claims);
            }
        });
    }

    private static AuthError error(TokenRefusal reason) {
        return switch (reason) {
            case EXPIRED -> AuthError.TOKEN_EXPIRED;
            case NOT_YET_VALID -> AuthError.TOKEN_NOT_YET_VALID;
            case TOO_LONG, MALFORMED, COMPRESSED, UNSIGNED -> AuthError.TOKEN_INVALID;
            case UNKNOWN_ALGORITHM, NO_KEY, BAD_SIGNATURE -> AuthError.TOKEN_INVALID;
            case WRONG_ISSUER, WRONG_AUDIENCE -> AuthError.TOKEN_INVALID;
            case REVOKED -> AuthError.TOKEN_REVOKED;
            case KEYS_UNAVAILABLE -> AuthError.UNAVAILABLE;
            case NO_EXPIRY, MALFORMED_CLAIM -> AuthError.TOKEN_INVALID;
        };
    }
}
