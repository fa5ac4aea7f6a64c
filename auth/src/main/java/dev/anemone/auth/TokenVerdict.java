package dev.anemone.auth;

/// What [AccessTokens] found.
public sealed interface TokenVerdict {
    /// The token was made by a holder of one of the keys, and is valid at this moment.
    record Accepted(AccessClaims claims) implements TokenVerdict {}

    /// The token must not be used.
    ///
    /// @param detail the reason as a sentence for the log; never holds the token
    record Refused(TokenRefusal reason, String detail) implements TokenVerdict {
        /// With nothing to add.
        public Refused(TokenRefusal reason) {
            this(reason, reason.sentence());
        }
    }
}
