package dev.anemone.store;

import dev.anemone.model.StreamPosition;
import java.time.Instant;
import java.util.List;

/// What became of the publications of one call.
public sealed interface PublishResult {
    /// All have been published: by this call, or by an earlier one with the same keys.
    ///
    /// @param receipts one for each publication, in turn
    record Published(List<Receipt> receipts) implements PublishResult {
        public Published {
            receipts = List.copyOf(receipts);
        }
    }

    /// Nothing was published, for one of them has a key that stood for another content before. Where two calls that share
    /// keys run at the same moment, those before `index` may have been published nevertheless.
    ///
    /// @param index which of the publications, from 0
    /// @param position of what was published with the key first; [StreamPosition#NONE] if it was not kept
    /// @param firstUsed when that was
    record KeyTaken(int index, StreamPosition position, Instant firstUsed) implements PublishResult {}

    /// What became of one publication.
    ///
    /// @param position its place in the channel; [StreamPosition#NONE] if it is kept nowhere
    /// @param repeated whether it had been published before, and was not published again
    /// @param reply what is to be told of it, if it has a key: what was given with its first use; else empty
    record Receipt(StreamPosition position, boolean repeated, String reply) {
        /// Published by this call, and without a key.
        public static Receipt at(StreamPosition position) {
            return new Receipt(position, false, "");
        }
    }
}
