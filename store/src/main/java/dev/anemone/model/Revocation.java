package dev.anemone.model;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;

/// Access that is taken back before the tokens that give it expire. Its moments are whole milliseconds; the rest is cut off,
/// so that every node has the same.
///
/// @param app whose tokens
/// @param subject what is taken from whom
/// @param issuedBefore tokens issued after this moment are not concerned; as `iat` counts seconds, one issued in the same
///     second is
/// @param until when it is forgotten: no token that it concerns should be valid longer
public record Revocation(AppId app, Subject subject, Instant issuedBefore, Instant until) {
    public Revocation {
        issuedBefore = issuedBefore.truncatedTo(ChronoUnit.MILLIS);
        until = until.truncatedTo(ChronoUnit.MILLIS);
    }

    /// What a revocation is about.
    public sealed interface Subject permits Token, User, Channels {}

    /// One token, by its `jti`. There is no other of that name, so when it was issued is all the same.
    ///
    /// @param id 1 to [#MAX_LENGTH] characters
    public record Token(String id) implements Subject {
        /// The longest id, in characters.
        public static final int MAX_LENGTH = 512;

        public Token {
            if (id.isEmpty() || id.length() > MAX_LENGTH) {
                throw new MalformedNameException("token id", id);
            }
        }
    }

    /// All tokens of a user, by their `sub`; and, as a connection that a user signed in or a member joined with is that
    /// user's too, all that is authorized there by signatures.
    public record User(UserId id) implements Subject {}

    /// What any token gives in the channels that fit a pattern, and what any signature gave there.
    ///
    /// @param pattern with `*` for any run of characters, as in `private-room-*`
    public record Channels(Glob pattern) implements Subject {}

    /// Whether a token, or a signature that was taken, of that age is concerned. What does not say its age is.
    public boolean reaches(Optional<Instant> issuedAt) {
        return subject instanceof Token
                || issuedAt.isEmpty()
                || !issuedAt.get().truncatedTo(ChronoUnit.MILLIS).isAfter(issuedBefore);
    }
}
