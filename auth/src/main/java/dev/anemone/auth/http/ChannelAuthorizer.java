package dev.anemone.auth.http;

import dev.anemone.auth.AccessClaims;
import dev.anemone.auth.ChannelOperation;
import dev.anemone.auth.SubscriptionSigner;
import dev.anemone.auth.TokenRefusal;
import dev.anemone.auth.TokenVerdict;
import dev.anemone.auth.access.TokenAccess;
import dev.anemone.model.App;
import dev.anemone.model.ChannelKind;
import dev.anemone.model.ChannelName;
import dev.anemone.model.EventData;
import dev.anemone.model.Limits;
import dev.anemone.model.Member;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/// Turns a token into the signature for one subscription. Thread-safe.
record ChannelAuthorizer(TokenAccess tokens) {
    /// Whether the bearer of `token` may subscribe, and the signature if so.
    ///
    /// The token is judged first: whoever has none learns nothing about channels.
    CompletionStage<Answer> authorize(AppResolver.Found target, String token, @Nullable String contentType,
            byte[] body) {
        return tokens.verify(token, target.app()).thenApply(verdict -> switch (verdict) {
            case TokenVerdict.Refused(TokenRefusal reason, String detail) -> new Refused(error(reason), detail);
            case TokenVerdict.Accepted(AccessClaims claims) ->
                switch (ChannelRequestDecoder.decode(contentType, body)) {
                    case Refused refused -> refused;
                    case ChannelRequest request -> authorize(target, claims, request);
                };
        });
    }

    private static AuthError error(TokenRefusal reason) {
        return switch (reason) {
            case EXPIRED -> AuthError.TOKEN_EXPIRED;
            case NOT_YET_VALID -> AuthError.TOKEN_NOT_YET_VALID;
            case TOO_LONG, MALFORMED, COMPRESSED, UNSIGNED -> AuthError.TOKEN_INVALID;
            case UNKNOWN_ALGORITHM, NO_KEY, BAD_SIGNATURE -> AuthError.TOKEN_INVALID;
            case WRONG_ISSUER, WRONG_AUDIENCE -> AuthError.TOKEN_INVALID;
            case REVOKED -> AuthError.TOKEN_REVOKED;
            case KEYS_UNAVAILABLE -> AuthError.UNAVAILABLE;
            case NO_EXPIRY, MALFORMED_CLAIM -> AuthError.TOKEN_INVALID;
        };
    }

    private Answer authorize(AppResolver.Found target, AccessClaims claims, ChannelRequest request) {
        App app = target.app();
        ChannelName channel = request.channel();
        ChannelKind kind = channel.kind();
        int maxLength = app.limits().maxChannelNameLength();
        if (channel.value().length() > maxLength) {
            return new Refused(AuthError.MALFORMED_REQUEST, "channel_name: at most " + maxLength + " characters, got "
                    + channel.value().length() + ".");
        }
        if (!kind.needsAuth()) {
            return new Refused(AuthError.CHANNEL_NEEDS_NO_AUTH,
                    "channel_name: expected a private- or presence- channel, got "
                            + channel + ". Subscribe to it without a signature.");
        }
        if (kind.encrypted()) {
            return new Refused(AuthError.ENCRYPTED_CHANNEL, "Encrypted channels need the app's encryption master key,"
                    + " which this service does not hold. Sign " + channel + " at an endpoint of your own.");
        }
        ChannelOperation operation = ChannelOperation.toJoin(kind);
        TokenAccess.Ruling ruling = tokens.decide(app.id(), claims, channel, operation);
        if (!ruling.allowed()) {
            return new Refused(AuthError.CHANNEL_NOT_ALLOWED, ruling.sentence());
        }
        return kind.tracksMembers()
                ? signPresence(target, claims.member(), request)
                : sign(target, request, null);
    }

    private static Answer signPresence(AppResolver.Found target, @Nullable Member member, ChannelRequest request) {
        if (member == null) {
            return new Refused(AuthError.TOKEN_WITHOUT_USER, "The token has no sub, which presence channels need.");
        }
        Limits limits = target.app().limits();
        int idLength = member.id().value().length();
        int infoBytes = member.info().getBytes(StandardCharsets.UTF_8).length;
        if (idLength > limits.maxUserIdLength() || infoBytes > limits.maxUserInfoBytes()) {
            return new Refused(AuthError.USER_TOO_LARGE,
                    "The app's members have ids of at most " + limits.maxUserIdLength()
                            + " characters and info of at most " + limits.maxUserInfoBytes()
                            + " bytes; sub has " + idLength + " and user_info " + infoBytes + ".");
        }
        return sign(target, request, channelData(member));
    }

    private static String channelData(Member member) {
        var json = new StringBuilder("{\"user_id\":\"");
        EventData.appendEscaped(json, member.id().value());
        return json.append("\",\"user_info\":").append(member.info()).append('}').toString();
    }

    private static Answer sign(AppResolver.Found target, ChannelRequest request, @Nullable String channelData) {
        return new Answer.Signed(
                SubscriptionSigner.sign(target.credential(), request.socket(), request.channel(), channelData),
                channelData);
    }
}
