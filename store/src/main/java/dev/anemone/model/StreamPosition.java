package dev.anemone.model;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// A place in a channel's stream: that of a publication, or the beginning of an epoch. An offset alone is ambiguous after
/// a failover that lost the tail, so a position carries the stream's epoch and the publication's own id as well.
///
/// @param epoch names one uninterrupted stretch of the stream, in which nothing that was confirmed is lost; its text up to
///     the last `-` names the life of the stream, within which offsets go on from what is left of it. Empty only in [#NONE]
/// @param offset counts the stream's publications from 1; 0 before the first
/// @param publicationId unique; empty before the first, and where it is not known
public record StreamPosition(String epoch, long offset, String publicationId) {
    /// The position of what is kept nowhere.
    public static final StreamPosition NONE = new StreamPosition("", 0, "");

    private static final Pattern WIRE = Pattern
            .compile("([0-9a-z]{1,24}-[0-9]{1,9})\\.([0-9]{1,16})\\.([0-9a-z-]{0,40})");

    /// Whether both are of the same life of the stream, so that their offsets compare.
    public boolean comparable(StreamPosition other) {
        return life().equals(other.life());
    }

    private String life() {
        return epoch.substring(0, Math.max(0, epoch.lastIndexOf('-')));
    }

    /// The one form in which positions leave the service. To everybody else it means nothing.
    public String toWire() {
        return epoch + '.' + offset + '.' + publicationId;
    }

    /// The position that [#toWire] made `text` of; empty if it made no such text.
    public static Optional<StreamPosition> ofWire(String text) {
        Matcher parts = WIRE.matcher(text);
        return parts.matches()
                ? Optional.of(new StreamPosition(parts.group(1), Long.parseLong(parts.group(2)), parts.group(3)))
                : Optional.empty();
    }
}
