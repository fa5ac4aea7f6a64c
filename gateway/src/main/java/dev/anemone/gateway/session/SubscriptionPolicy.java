package dev.anemone.gateway.session;

import dev.anemone.auth.SharedSecret;
import dev.anemone.auth.SubscriptionSigner;
import dev.anemone.gateway.protocol.AccessCode;
import dev.anemone.gateway.protocol.ChannelData;
import dev.anemone.gateway.protocol.ClientMessage.Subscribe;
import dev.anemone.model.App;
import dev.anemone.model.ChannelName;
import dev.anemone.model.EncryptionMasterKey;
import dev.anemone.model.Limits;
import dev.anemone.model.Member;
import dev.anemone.model.SocketId;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Decides whether a client may subscribe: names, signatures or else the token, members. Pure.
///
/// Signatures are checked as Pusher specifies them ("Generating authentication and authorization strings"): over the
/// strings as received, with the channel data in them whenever the client sent it; the member is read only afterwards.
final class SubscriptionPolicy {
    /// The outcome.
    sealed interface Decision {
        /// It may.
        ///
        /// @param member on presence channels only
        /// @param sharedSecret of an encrypted channel that a token opens
        record Allowed(Grant grant, @Nullable Member member, @Nullable String sharedSecret) implements Decision {
            Allowed(Grant grant, @Nullable Member member) {
                this(grant, member, null);
            }
        }

        /// It may not.
        record Refused(Refusal refusal) implements Decision {}
    }

    private static final Decision OPEN = new Decision.Allowed(Grant.Open.OPEN, null);

    private SubscriptionPolicy() {}

    /// @param signedIn the user of the connection; `null` if nobody has signed in on it
    /// @param bearer the token of the connection; `null` if it has none
    static Decision decide(App app, SocketId socket, @Nullable Member signedIn, @Nullable Bearer bearer, Instant now,
            Subscribe request) {
        ChannelName channel = request.channel();
        if (channel.value().length() > app.limits().maxChannelNameLength()) {
            return refused(Refusal.malformed("Invalid channel name: it has " + channel.value().length()
                    + " characters, at most " + app.limits().maxChannelNameLength() + " are allowed"));
        }
        return switch (channel.kind()) {
            case PUBLIC, CACHE -> OPEN;
            case SERVER_TO_USER -> signedIn != null && channel.equals(ChannelName.serverToUser(signedIn.id()))
                    ? OPEN
                    : refused(Refusal.forbidden("Only connections signed in as that user may subscribe to " + channel));
            case PRIVATE, PRIVATE_CACHE, PRIVATE_ENCRYPTED, PRIVATE_ENCRYPTED_CACHE, PRESENCE, PRESENCE_CACHE ->
                request.auth() == null && bearer != null && bearer.claims() != null
                        ? bearer.decide(channel)
                        : bySignature(app, socket, signedIn, now, request);
        };
    }

    /// What a token that allows it makes of a subscription to `channel`.
    ///
    /// @param user whom the token names; `null` if nobody
    static Decision byToken(App app, Bearer bearer, @Nullable Member user, ChannelName channel) {
        if (channel.kind().encrypted()) {
            Optional<EncryptionMasterKey> masterKey = app.encryptionMasterKey();
            return masterKey.isEmpty()
                    ? refused(Refusal.byToken(AccessCode.ENCRYPTED_CHANNEL, "No token opens " + channel
                            + ": the app has no encryption-master-key, and this service cannot make its secret"))
                    : new Decision.Allowed(bearer, null, SharedSecret.derive(channel, masterKey.get()));
        }
        if (!channel.kind().tracksMembers()) {
            return new Decision.Allowed(bearer, null);
        }
        if (user == null) {
            return refused(Refusal.byToken(AccessCode.TOKEN_WITHOUT_USER,
                    channel + " is a presence channel and the token has no sub, which names its members"));
        }
        Limits limits = app.limits();
        int idLength = user.id().value().length();
        int infoBytes = user.info().getBytes(StandardCharsets.UTF_8).length;
        return idLength > limits.maxUserIdLength() || infoBytes > limits.maxUserInfoBytes()
                ? refused(Refusal.byToken(AccessCode.USER_TOO_LARGE, "Members have ids of at most "
                        + limits.maxUserIdLength() + " characters and info of at most " + limits.maxUserInfoBytes()
                        + " bytes; the token's sub has " + idLength + " and its user_info " + infoBytes))
                : new Decision.Allowed(bearer, user);
    }

    private static Decision bySignature(App app, SocketId socket, @Nullable Member signedIn, Instant now,
            Subscribe request) {
        Optional<Refusal> unsigned = unsigned(app, socket, request);
        if (unsigned.isPresent()) {
            return refused(unsigned.get());
        }
        var grant = new Grant.Signed(now);
        return request.channel().kind().tracksMembers()
                ? member(app, grant, signedIn, request)
                : new Decision.Allowed(grant, null);
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

    private static Decision member(App app, Grant grant, @Nullable Member signedIn, Subscribe request) {
        if (request.channelData() == null) {
            return signedIn != null
                    ? new Decision.Allowed(grant, signedIn)
                    : refused(Refusal.unauthorized(
                            request.channel() + " is a presence channel and subscription must include channel_data"));
        }
        return switch (ChannelData.read(request.channelData(), app.limits())) {
            case ChannelData.Result.Present(var member) -> new Decision.Allowed(grant, member);
            case ChannelData.Result.Invalid(var reason) -> refused(Refusal.malformed(reason));
        };
    }

    private static Decision refused(Refusal refusal) {
        return new Decision.Refused(refusal);
    }
}
