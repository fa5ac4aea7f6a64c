package dev.anemone.gateway.session;

import dev.anemone.auth.SubscriptionSigner;
import dev.anemone.gateway.protocol.ChannelData;
import dev.anemone.gateway.protocol.ClientMessage.Subscribe;
import dev.anemone.model.App;
import dev.anemone.model.AppKey;
import dev.anemone.model.ChannelName;
import dev.anemone.model.Credential;
import dev.anemone.model.MalformedNameException;
import dev.anemone.model.Member;
import dev.anemone.model.SocketId;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Decides whether a client may subscribe: names, signatures, members. Pure.
///
/// Signatures are checked as Pusher specifies them ("Generating authentication and authorization strings"): over the
/// strings as received, with the channel data in them whenever the client sent it; the member is read only afterwards.
final class SubscriptionPolicy {
    /// The outcome.
    sealed interface Decision {
        /// It may. `member` on presence channels only.
        record Allowed(@Nullable Member member) implements Decision {}

        /// It may not.
        record Refused(Refusal refusal) implements Decision {}
    }

    private SubscriptionPolicy() {}

    static Decision decide(App app, SocketId socket, Subscribe request) {
        ChannelName channel = request.channel();
        if (channel.value().length() > app.limits().maxChannelNameLength()) {
            return refused(Refusal.malformed("Invalid channel name: it has " + channel.value().length()
                    + " characters, at most " + app.limits().maxChannelNameLength() + " are allowed"));
        }
        return switch (channel.kind()) {
            case PUBLIC, CACHE -> new Decision.Allowed(null);
            case SERVER_TO_USER ->
                refused(Refusal.forbidden("Only connections signed in as that user may subscribe to " + channel));
            case PRIVATE, PRIVATE_CACHE, PRIVATE_ENCRYPTED, PRIVATE_ENCRYPTED_CACHE ->
                unsigned(app, socket, request).<Decision>map(Decision.Refused::new).orElse(new Decision.Allowed(null));
            case PRESENCE, PRESENCE_CACHE -> {
                Optional<Refusal> unsigned = unsigned(app, socket, request);
                yield unsigned.isPresent() ? refused(unsigned.get()) : member(app, request);
            }
        };
    }

    private static Optional<Refusal> unsigned(App app, SocketId socket, Subscribe request) {
        String auth = request.auth();
        ChannelName channel = request.channel();
        if (auth == null) {
            return Optional.of(Refusal.unauthorized("Auth info required to subscribe to " + channel));
        }
        int colon = auth.indexOf(':');
        if (colon <= 0 || colon == auth.length() - 1) {
            return Optional.of(Refusal.unauthorized("Auth value for subscription to " + channel
                    + " is invalid: should be of format 'key:signature'"));
        }
        String signature = auth.substring(colon + 1);
        Optional<Credential> credential = credential(app, auth.substring(0, colon));
        if (credential.isEmpty()) {
            return Optional.of(Refusal.unauthorized(
                    "Invalid key in subscription auth data: '" + auth.substring(0, colon) + "'"));
        }
        if (!SubscriptionSigner.verify(credential.get(), socket, channel, request.channelData(), signature)) {
            return Optional.of(Refusal.unauthorized("Invalid signature: Expected HMAC SHA256 hex digest of "
                    + SubscriptionSigner.stringToSign(socket, channel, request.channelData()) + ", but got "
                    + signature));
        }
        return Optional.empty();
    }

    private static Optional<Credential> credential(App app, String key) {
        try {
            return app.credential(new AppKey(key));
        } catch (MalformedNameException _) {
            return Optional.empty();
        }
    }

    private static Decision member(App app, Subscribe request) {
        if (request.channelData() == null) {
            return refused(Refusal.unauthorized(
                    request.channel() + " is a presence channel and subscription must include channel_data"));
        }
        return switch (ChannelData.read(request.channelData(), app.limits())) {
            case ChannelData.Result.Present(var member) -> new Decision.Allowed(member);
            case ChannelData.Result.Invalid(var reason) -> refused(Refusal.malformed(reason));
        };
    }

    private static Decision refused(Refusal refusal) {
        return new Decision.Refused(refusal);
    }
}
