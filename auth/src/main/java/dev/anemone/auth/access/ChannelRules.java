package dev.anemone.auth.access;

import dev.anemone.auth.ChannelOperation;
import dev.anemone.model.App;
import dev.anemone.model.ChannelKind;
import dev.anemone.model.ChannelName;
import dev.anemone.model.Member;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// What no token changes: what kinds of channels there are, and what the app has.
final class ChannelRules {
    private ChannelRules() {}

    /// What is so whatever the token says; empty if that matters.
    static Optional<Explanation> settle(App app, ChannelName channel, ChannelOperation operation) {
        ChannelKind kind = channel.kind();
        int maxLength = app.limits().maxChannelNameLength();
        if (channel.value().length() > maxLength) {
            return Optional.of(Explanation.denied(Explanation.CHANNEL, "Channels of the app have names of at most "
                    + maxLength + " characters; this one has " + channel.value().length() + "."));
        }
        return switch (operation) {
            case SUBSCRIBE, PRESENCE -> settleJoining(app, channel, operation);
            case PUBLISH -> settlePublishing(app, channel);
            case HISTORY -> kind.needsAuth() ? Optional.empty() : open(channel);
        };
    }

    private static Optional<Explanation> settleJoining(App app, ChannelName channel, ChannelOperation operation) {
        ChannelKind kind = channel.kind();
        if (!kind.needsAuth()) {
            return open(channel);
        }
        ChannelOperation joining = ChannelOperation.toJoin(kind);
        if (joining != operation) {
            return Optional.of(Explanation.denied(Explanation.OPERATION,
                    channel + " is subscribed to by " + joining.claim() + ", not by " + operation.claim() + "."));
        }
        return kind.encrypted() && app.encryptionMasterKey().isEmpty()
                ? Optional.of(Explanation.denied(Explanation.CHANNEL, channel
                        + " is encrypted, and the app has no encryption-master-key to derive its secret from."))
                : Optional.empty();
    }

    private static Optional<Explanation> settlePublishing(App app, ChannelName channel) {
        if (!channel.kind().allowsClientEvents()) {
            return Optional.of(Explanation.denied(Explanation.OPERATION,
                    "Client events go to private and presence channels only, and " + channel + " is neither."));
        }
        return app.clientEvents()
                ? Optional.empty()
                : Optional.of(Explanation.denied(Explanation.OPERATION, "The app has no client-events."));
    }

    private static Optional<Explanation> open(ChannelName channel) {
        return Optional.of(channel.kind() == ChannelKind.SERVER_TO_USER
                ? Explanation.denied(Explanation.CHANNEL, channel
                        + " is heard by connections that are signed in as that user, and opened by no capability.")
                : Explanation.allowed(Explanation.CHANNEL, channel + " is public and needs no token."));
    }

    /// Why the user of a token cannot be a member of presence channels; empty if they can.
    static Optional<Explanation> misfit(App app, @Nullable Member user) {
        return user == null
                ? Optional.of(
                        Explanation.denied(Explanation.TOKEN, "The token has no sub, which presence channels need."))
                : UserLimits.exceeded(app, user).map(sentence -> Explanation.denied(Explanation.TOKEN, sentence));
    }
}
