package dev.anemone.gateway.session;

import dev.anemone.auth.SubscriptionSigner;
import dev.anemone.gateway.protocol.ChannelData;
import dev.anemone.gateway.protocol.ClientMessage.Subscribe;
import dev.anemone.model.App;
import dev.anemone.model.ChannelName;
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

    /// @param signedIn the user of the connection; `null` if nobody has signed in on it
    static Decision decide(App app, SocketId socket, @Nullable Member signedIn, Subscribe request) {
        ChannelName channel = request.channel();
        if (channel.value().length() > app.limits().maxChannelNameLength()) {
            return refused(Refusal.malformed("Invalid channel name: it has " + channel.value().length()
                    + " characters, at most " + app.limits().maxChannelNameLength() + " are allowed"));
        }
        return switch (channel.kind()) {
            case PUBLIC, CACHE -> new Decision.Allowed(null);
            case SERVER_TO_USER -> signedIn != null && channel.equals(ChannelName.serverToUser(signedIn.id()))
                    ? new Decision.Allowed(null)
                    : refused(Refusal.forbidden("Only connections signed in as that user may subscribe to " + channel));
            case PRIVATE, PRIVATE_CACHE, PRIVATE_ENCRYPTED, PRIVATE_ENCRYPTED_CACHE ->
                unsigned(app, socket, request).<Decision>map(Decision.Refused::new).orElse(new Decision.Allowed(null));
            case PRESENCE, PRESENCE_CACHE -> {
                Optional<Refusal> unsigned = unsigned(app, socket, request);
                yield unsigned.isPresent() ? refused(unsigned.get()) : member(app, signedIn, request);
            }
        };
    }

    private static Optional<Refusal> unsigned(App app, SocketId socket, Subscribe request) {
        ChannelName channel = request.channel();
        return switch (ClientAuth.parse(app, request.auth())) {
            case ClientAuth.Result.Missing _ ->
                Optional.of(Refusal.unauthorized("Auth info required to subscribe to " + channel));
            case ClientAuth.Result.Malformed _ -> Optional.of(Refusal.unauthorized("Auth value for subscription to "
                    + channel + " is invalid: should be of format 'key:signature'"));
            case ClientAuth.Result.ForeignKey(var key) ->
                Optional.of(Refusal.unauthorized("Invalid key in subscription auth data: '" + key + "'"));
            case ClientAuth.Result.Parsed(var auth) -> SubscriptionSigner.verify(auth.credential(), socket, channel,
                    request.channelData(), auth.signature())
                            ? Optional.empty()
                            : Optional.of(Refusal.unauthorized("Invalid signature: Expected HMAC SHA256 hex digest of "
                                    + SubscriptionSigner.stringToSign(socket, channel, request.channelData())
                                    + ", but got " + auth.signature()));
        };
    }

    private static Decision member(App app, @Nullable Member signedIn, Subscribe request) {
        if (request.channelData() == null) {
            return signedIn != null
                    ? new Decision.Allowed(signedIn)
                    : refused(Refusal.unauthorized(
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
