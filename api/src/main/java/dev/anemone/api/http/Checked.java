package dev.anemone.api.http;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;

/// What a check of something the peer sent comes to: the value it stands for, or the reply that refuses it.
public sealed interface Checked<T> {
    /// It is right.
    record Valid<T>(T value) implements Checked<T> {}

    /// It is wrong, and this is the answer.
    record Refused<T>(Reply reply) implements Checked<T> {}

    /// Wraps what is right.
    static <T> Checked<T> valid(T value) {
        return new Valid<>(value);
    }

    /// Wraps the answer to what is wrong.
    static <T> Checked<T> refused(Reply reply) {
        return new Refused<>(reply);
    }

    /// What `check` makes of a valid value, or the refusal.
    default <U> Checked<U> then(Function<? super T, Checked<U>> check) {
        return switch (this) {
            case Valid<T>(T value) -> check.apply(value);
            case Refused<T>(Reply reply) -> refused(reply);
        };
    }

    /// The reply that `handler` gives to a valid value, or the refusal.
    default Reply reply(Function<? super T, Reply> handler) {
        return switch (this) {
            case Valid<T>(T value) -> handler.apply(value);
            case Refused<T>(Reply reply) -> reply;
        };
    }

    /// The answer that `handler` gives to a valid value, or the refusal.
    default CompletionStage<Reply> answer(Function<? super T, ? extends CompletionStage<Reply>> handler) {
        return switch (this) {
            case Valid<T>(T value) -> handler.apply(value);
            case Refused<T>(Reply reply) -> CompletableFuture.completedStage(reply);
        };
    }
}
