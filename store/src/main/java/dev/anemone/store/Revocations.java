package dev.anemone.store;

import dev.anemone.model.AppId;
import dev.anemone.model.Revocation;
import dev.anemone.model.UserId;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;

/// What access was taken back. Reads are answered from memory; a revocation made by another node is seen within a second.
///
/// Revocations of one subject add up: the later of two moments counts, for `issuedBefore` and for `until`. So it is all the
/// same in which order nodes hear of them, and how often.
public interface Revocations {
    /// How many channel patterns an app may have at one time: each is compared with each channel that a token asks for.
    int MAX_PATTERNS = 1_000;

    /// Takes access back, on every node.
    ///
    /// @return completes when it is stored, and other nodes have been told; with [TooManyPatternsException] if the
    ///     app has [#MAX_PATTERNS] already; with [StoreUnavailableException] if unconfirmed. Doing it again does no harm
    CompletionStage<Void> revoke(Revocation revocation);

    /// The revocation of a token that has not been forgotten at `now`.
    Optional<Revocation> ofToken(AppId app, String tokenId, Instant now);

    /// The revocation of a user's tokens that has not been forgotten at `now`.
    Optional<Revocation> ofUser(AppId app, UserId user, Instant now);

    /// The revocations of channels that have not been forgotten at `now`, in no order.
    List<Revocation> ofChannels(AppId app, Instant now);

    /// Has `listener` told of each revocation from now on, by whomever it was made. Called by any thread, once for each;
    /// must return at once. Several may listen.
    void listen(Consumer<Revocation> listener);
}
