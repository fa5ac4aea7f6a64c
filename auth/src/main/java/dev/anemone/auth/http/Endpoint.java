package dev.anemone.auth.http;

import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/// What the service does at one of its paths. Thread-safe; never blocks.
sealed interface Endpoint permits ChannelEndpoint, UserEndpoint, ExplainEndpoint {
    /// A request whose app is known.
    ///
    /// @param token what it presents
    /// @param contentType of the body, as sent
    /// @param body as UTF-8
    record Call(AppResolver.Found target, TokenSource.Presented token, @Nullable String contentType, String body) {}

    /// What becomes of it. Fails only if nobody could say: too much to do, or we are wrong.
    CompletionStage<Answer> answer(Call call);
}
