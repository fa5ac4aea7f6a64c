package dev.anemone.gateway.session;

import java.time.Instant;

/// What let a client into a channel, or signed its user in. It decides how access is taken back: what an access token gave
/// is dropped; a signature cannot be, but it holds for one socket id, so the connection is closed, and the customer's
/// server is asked again for the next.
sealed interface Grant permits Grant.Open, Grant.Signed, Bearer {
    /// Nobody had to be asked: the channel is everybody's, or the user's own.
    enum Open implements Grant {
        OPEN
    }

    /// A signature of the customer's server.
    ///
    /// @param taken when it was looked at
    record Signed(Instant taken) implements Grant {}
}
