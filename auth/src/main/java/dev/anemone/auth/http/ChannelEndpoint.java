package dev.anemone.auth.http;

import dev.anemone.auth.AccessClaims;
import dev.anemone.auth.ChannelOperation;
import dev.anemone.auth.SharedSecret;
import dev.anemone.auth.SubscriptionSigner;
import dev.anemone.auth.access.TokenAccess;
import dev.anemone.auth.access.UserLimits;
import dev.anemone.model.App;
import dev.anemone.model.ChannelKind;
import dev.anemone.model.ChannelName;
import dev.anemone.model.EncryptionMasterKey;
import dev.anemone.model.EventData;
import dev.anemone.model.MalformedNameException;
import dev.anemone.model.Member;
import dev.anemone.model.SocketId;
import java.util.LinkedHashMap;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/// `channel`: signs subscriptions for bearers of tokens that allow them (Pusher docs, "Authorizing users").
record ChannelEndpoint(Bearers bearers) implements Endpoint {
    @Override
    public CompletionStage<Answer> answer(Call call) {
        return bearers.serve(call, claims -> switch (ChannelRequestDecoder.decode(call.contentType(), call.body())) {
            case Refused refused -> refused;
            case ChannelRequest.One(var socket, var channel) -> authorize(call.target(), claims, socket, channel);
            case ChannelRequest.Many request -> each(call.target(), claims, request);
        });
    }

    private Answer each(AppResolver.Found target, AccessClaims claims, ChannelRequest.Many request) {
        var answers = new LinkedHashMap<String, Answer>();
        for (String name : request.names()) {
            answers.put(name, named(target, claims, request.socket(), name));
        }
        return new Answer.Each(answers);
    }

    private Answer named(AppResolver.Found target, AccessClaims claims, SocketId socket, String name) {
        try {
            return authorize(target, claims, socket, new ChannelName(name));
        } catch (MalformedNameException e) {
            return Refused.malformed(e.getMessage() + ".");
        }
    }

    private Answer authorize(AppResolver.Found target, AccessClaims claims, SocketId socket, ChannelName channel) {
        App app = target.app();
        ChannelKind kind = channel.kind();
        int maxLength = app.limits().maxChannelNameLength();
        if (channel.value().length() > maxLength) {
            return Refused.malformed("channel_name: at most " + maxLength + " characters, got "
                    + channel.value().length() + ".");
        }
        if (!kind.needsAuth()) {
            return new Refused(AuthError.CHANNEL_NEEDS_NO_AUTH,
                    "channel_name: expected a private- or presence- channel, got "
                            + channel + ". Subscribe to it without a signature.");
        }
        Optional<EncryptionMasterKey> masterKey = kind.encrypted() ? app.encryptionMasterKey() : Optional.empty();
        if (kind.encrypted() && masterKey.isEmpty()) {
            return new Refused(AuthError.ENCRYPTED_CHANNEL, "Encrypted channels need the app's encryption-master-key,"
                    + " which is not set. Set it, or sign " + channel + " at an endpoint of your own.");
        }
        TokenAccess.Ruling ruling = bearers.tokens().decide(app.id(), claims, channel, ChannelOperation.toJoin(kind));
        if (!ruling.allowed()) {
            return new Refused(AuthError.CHANNEL_NOT_ALLOWED, ruling.sentence());
        }
        return kind.tracksMembers()
                ? signPresence(target, claims.member(), socket, channel)
                : sign(target, socket, channel, null, masterKey.map(key -> SharedSecret.derive(channel, key)));
    }

    private static Answer signPresence(AppResolver.Found target, @Nullable Member member, SocketId socket,
            ChannelName channel) {
        if (member == null) {
            return new Refused(AuthError.TOKEN_WITHOUT_USER, "The token has no sub, which presence channels need.");
        }
        Optional<String> tooLarge = UserLimits.exceeded(target.app(), member);
        return tooLarge.isPresent()
                ? new Refused(AuthError.USER_TOO_LARGE, tooLarge.get())
                : sign(target, socket, channel, channelData(member), Optional.empty());
    }

    private static String channelData(Member member) {
        var json = new StringBuilder("{\"user_id\":\"");
        EventData.appendEscaped(json, member.id().value());
        return json.append("\",\"user_info\":").append(member.info()).append('}').toString();
    }

    private static Answer sign(AppResolver.Found target, SocketId socket, ChannelName channel,
            @Nullable String channelData, Optional<String> sharedSecret) {
        return new Answer.Signed(SubscriptionSigner.sign(target.credential(), socket, channel, channelData),
                Optional.ofNullable(channelData), sharedSecret);
    }
}
