package dev.anemone.auth;

import dev.anemone.model.ChannelKind;
import java.util.Optional;

/// What a token may let its bearer do on a channel.
public enum ChannelOperation {
    /// Subscribe to a private channel, encrypted and cache ones included.
    SUBSCRIBE("subscribe"),
    /// Join a presence channel, and be seen there.
    PRESENCE("presence"),
    /// Send `client-` events.
    PUBLISH("publish"),
    /// Read events of the past.
    HISTORY("history");

    private final String claim;

    ChannelOperation(String claim) {
        this.claim = claim;
    }

    /// The operation that a subscription to a channel of `kind` needs.
    public static ChannelOperation toJoin(ChannelKind kind) {
        return kind.tracksMembers() ? PRESENCE : SUBSCRIBE;
    }

    /// The operation that the `capabilities` claim calls `text`.
    public static Optional<ChannelOperation> claimed(String text) {
        for (ChannelOperation operation : values()) {
            if (operation.claim.equals(text)) {
                return Optional.of(operation);
            }
        }
        return Optional.empty();
    }

    /// Its name in the `capabilities` claim.
    public String claim() {
        return claim;
    }
}
