package dev.anemone.model;

import java.time.Duration;

/// By what a publication is known again that may be sent twice. It holds for one channel: the same key on another is
/// another.
///
/// @param value chosen by the publisher; 1 to [#MAX_LENGTH] characters, behind which may stand which of several
///     publications with the same key it is
/// @param content a digest of all that the publisher asked for, to tell a repetition from another publication; no spaces
/// @param reply what the publisher is told about the channel, again at each repetition
public record IdempotencyKey(String value, String content, String reply) {
    /// The most characters that a publisher may choose.
    public static final int MAX_LENGTH = 255;

    /// How long a key is remembered, counted from its first use.
    public static final Duration REMEMBERED = Duration.ofMinutes(5);
}
