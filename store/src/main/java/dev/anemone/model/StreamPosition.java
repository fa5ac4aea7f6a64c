package dev.anemone.model;

/// Where a publication stands in its channel's history. An offset alone is ambiguous after a failover that lost the
/// tail, so a position carries the stream's epoch and the publication's own id as well.
///
/// @param epoch names one life of the stream; empty only in [#NONE]
/// @param offset counts the stream's publications from 1; 0 only in [#NONE]
/// @param publicationId unique; empty only in [#NONE]
public record StreamPosition(String epoch, long offset, String publicationId) {
    /// The position of a publication on a channel that keeps no history.
    public static final StreamPosition NONE = new StreamPosition("", 0, "");
}
