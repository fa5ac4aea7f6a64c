package dev.anemone.auth.http;

import dev.anemone.model.EventData;
import java.time.Duration;
import java.util.Optional;

/// A request that is turned down, at any stage.
///
/// @param reason a sentence for the log, and for the caller where [AuthError#explained]; never holds a token
/// @param retryAfter when the same request may pass, if that is known
record Refused(AuthError error, String reason, Optional<Duration> retryAfter)
        implements
            Answer,
            AppResolver.Resolution,
            ChannelRequestDecoder.Decoded,
            BodyDecoder.Decoded,
            TokenSource.Presented {
    /// Turned down, as it will be the next time.
    Refused(AuthError error, String reason) {
        this(error, reason, Optional.empty());
    }

    static Refused malformed(String reason) {
        return new Refused(AuthError.MALFORMED_REQUEST, reason);
    }

    static Refused missing(String member) {
        return malformed(member + ": missing.");
    }

    @Override
    public int status() {
        return error.status();
    }

    @Override
    public String json() {
        var json = new StringBuilder("{\"code\":\"").append(error.code());
        if (error.explained()) {
            EventData.appendEscaped(json.append("\",\"message\":\""), reason);
        }
        return json.append("\"}").toString();
    }
}
