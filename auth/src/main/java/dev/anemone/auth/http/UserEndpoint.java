package dev.anemone.auth.http;

import dev.anemone.auth.AccessClaims;
import dev.anemone.auth.UserSigner;
import dev.anemone.auth.access.UserLimits;
import dev.anemone.model.ChannelName;
import dev.anemone.model.EventData;
import dev.anemone.model.MalformedNameException;
import dev.anemone.model.Member;
import dev.anemone.model.SocketId;
import dev.anemone.model.UserId;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/// `user`: signs in the users that tokens name (Pusher docs, "Authenticating users").
///
/// Whom they watch is signed as the token has it, however many: the gateway takes as many as the app allows and tells the
/// client of the rest (4302).
record UserEndpoint(Bearers bearers) implements Endpoint {
    private static final BodyDecoder.Known KNOWN = new BodyDecoder.Known(List.of(Members.SOCKET_ID), List.of());

    @Override
    public CompletionStage<Answer> answer(Call call) {
        return bearers.serve(call, claims -> switch (BodyDecoder.decode(call.contentType(), call.body(), KNOWN)) {
            case Refused refused -> refused;
            case BodyDecoder.Fields fields -> fields.text(Members.SOCKET_ID)
                    .map(socket -> authenticate(call.target(), claims, socket))
                    .orElseGet(() -> Refused.missing(Members.SOCKET_ID));
        });
    }

    private static Answer authenticate(AppResolver.Found target, AccessClaims claims, String socket) {
        try {
            return authenticate(target, claims.member(), claims.watchlist(), new SocketId(socket));
        } catch (MalformedNameException e) {
            return Refused.malformed(e.getMessage() + ".");
        }
    }

    private static Answer authenticate(AppResolver.Found target, @Nullable Member user, List<UserId> watchlist,
            SocketId socket) {
        if (user == null) {
            return new Refused(AuthError.TOKEN_WITHOUT_USER, "The token has no sub, so there is nobody to sign in.");
        }
        Optional<String> tooLarge = UserLimits.exceeded(target.app(), user);
        if (tooLarge.isPresent()) {
            return new Refused(AuthError.USER_TOO_LARGE, tooLarge.get());
        }
        if (!addressable(user.id())) {
            return new Refused(AuthError.USER_ID_MALFORMED,
                    "The sub has characters that channel names lack, or too many"
                            + " of them: events to this user could not be sent.");
        }
        String userData = userData(user, watchlist);
        return new Answer.SignedIn(UserSigner.sign(target.credential(), socket, userData), userData);
    }

    /// Whether the user can have a channel of their own, without which the gateway signs nobody in.
    private static boolean addressable(UserId user) {
        try {
            var _ = ChannelName.serverToUser(user);
            return true;
        } catch (MalformedNameException _) {
            return false;
        }
    }

    /// What the token does not say is left out.
    private static String userData(Member user, List<UserId> watchlist) {
        var json = new StringBuilder("{\"id\":");
        appendText(json, user.id());
        if (!user.info().equals(Member.NO_INFO)) {
            json.append(",\"user_info\":").append(user.info());
        }
        if (!watchlist.isEmpty()) {
            json.append(",\"watchlist\":[");
            for (UserId watched : watchlist) {
                if (json.charAt(json.length() - 1) != '[') {
                    json.append(',');
                }
                appendText(json, watched);
            }
            json.append(']');
        }
        return json.append('}').toString();
    }

    private static void appendText(StringBuilder json, UserId user) {
        json.append('"');
        EventData.appendEscaped(json, user.value());
        json.append('"');
    }
}
