package dev.anemone.gateway.session;

import dev.anemone.auth.AccessClaims;
import dev.anemone.auth.ChannelOperation;
import dev.anemone.auth.TokenRefusal;
import dev.anemone.auth.TokenVerdict;
import dev.anemone.auth.access.TokenAccess;
import dev.anemone.gateway.hub.EventLoop;
import dev.anemone.gateway.protocol.AccessCode;
import dev.anemone.gateway.protocol.CloseCode;
import dev.anemone.gateway.protocol.MessageEncoder;
import dev.anemone.model.AppId;
import dev.anemone.model.ChannelName;
import dev.anemone.model.Member;
import dev.anemone.model.Revocation;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The access token of one session: none at first, then the last one that was accepted, until it ends. Confined to its
/// connection's loop.
///
/// What the token gives lasts as long as the token does, and [dev.anemone.gateway.GatewayConfig#tokenGrace] longer if no
/// newer one comes. A newer one takes its place, and what it does not give any more is dropped.
final class Bearer implements Grant, Holders.Holder {
    private static final Logger LOG = System.getLogger(Bearer.class.getName());

    /// The client is told that its token expires so long before, or after half of what was left of it.
    private static final Duration WARNING = Duration.ofSeconds(60);

    /// A token may be good for thousands of years, which no timer can count.
    private static final Duration LONGEST = Duration.ofDays(365);

    private static final String ENDED = "Your access was taken back. Reconnect.";

    /// What a bearer does to its session.
    interface Owner {
        /// A token was accepted: the connection may stay.
        void authorized();

        /// Whether a user is signed in because the token names one.
        boolean signedInByToken();
    }

    private final Tenant tenant;
    private final Connection connection;
    private final SessionContext context;
    private final Places places;
    private final Owner owner;
    private @Nullable AccessClaims claims;
    /// Why the last one has ended, if it has.
    private AccessCode end = AccessCode.TOKEN_EXPIRED;
    /// Runs while there are claims.
    private EventLoop.@Nullable Timer timer;

    Bearer(Tenant tenant, Connection connection, SessionContext context, Places places, Owner owner) {
        this.tenant = tenant;
        this.connection = connection;
        this.context = context;
        this.places = places;
        this.owner = owner;
    }

    /// What the token says; `null` if there is none.
    @Nullable
    AccessClaims claims() {
        return claims;
    }

    /// Whether the token gives nothing more, though what it gave may last for a while.
    boolean expired() {
        AccessClaims held = claims;
        return held != null && held.expiresAt().plus(context.tokens().leeway()).isBefore(now());
    }

    /// Whether the token lets its bearer do something in `channel` that it has entered.
    boolean allows(ChannelName channel, ChannelOperation operation) {
        return claims != null && ruling(claims, channel, operation).allowed();
    }

    /// Whether the token lets its bearer into `channel`, which needs authorization.
    SubscriptionPolicy.Decision decide(ChannelName channel) {
        AccessClaims held = claims;
        if (held == null) {
            return refused(end, channel, "It has ended.");
        }
        if (expired()) {
            return refused(AccessCode.TOKEN_EXPIRED, channel, TokenRefusal.EXPIRED.sentence());
        }
        TokenAccess.Ruling ruling = ruling(held, channel, ChannelOperation.toJoin(channel.kind()));
        return ruling.allowed()
                ? SubscriptionPolicy.byToken(tenant.app(), this, held.member(), channel)
                : refused(AccessCode.CHANNEL_NOT_ALLOWED, channel, ruling.sentence());
    }

    private TokenAccess.Ruling ruling(AccessClaims held, ChannelName channel, ChannelOperation operation) {
        return context.tokens().decide(app(), held, channel, operation);
    }

    private SubscriptionPolicy.Decision refused(AccessCode code, ChannelName channel, String reason) {
        log(code, reason);
        return new SubscriptionPolicy.Decision.Refused(
                Refusal.byToken(code, "The token does not allow to subscribe to " + channel));
    }

    private void log(AccessCode code, String reason) {
        LOG.log(Level.DEBUG, () -> "Token refused code=" + code.wire() + " app=" + app() + " socket="
                + connection.socketId() + " reason=" + reason);
    }

    /// Takes the token that was verified, or says why not. An earlier one that is still good stays then.
    void decided(TokenVerdict verdict) {
        switch (verdict) {
            case TokenVerdict.Refused(var reason, var detail) -> refuse(code(reason), detail);
            case TokenVerdict.Accepted(var newer) -> present(newer);
        }
    }

    private static AccessCode code(TokenRefusal reason) {
        return switch (reason) {
            case EXPIRED -> AccessCode.TOKEN_EXPIRED;
            case NOT_YET_VALID -> AccessCode.TOKEN_NOT_YET_VALID;
            case REVOKED -> AccessCode.TOKEN_REVOKED;
            case KEYS_UNAVAILABLE -> AccessCode.UNAVAILABLE;
            case TOO_LONG, MALFORMED, COMPRESSED, UNSIGNED, UNKNOWN_ALGORITHM, NO_KEY, BAD_SIGNATURE, NO_EXPIRY ->
                AccessCode.TOKEN_INVALID;
            case WRONG_ISSUER, WRONG_AUDIENCE, MALFORMED_CLAIM -> AccessCode.TOKEN_INVALID;
        };
    }

    /// Takes a token that was verified a moment ago.
    void present(AccessClaims newer) {
        if (!now().isBefore(end(newer))) {
            refuse(AccessCode.TOKEN_EXPIRED, TokenRefusal.EXPIRED.sentence());
        } else if (context.tokens().revocation(app(), newer).isPresent()) {
            refuse(AccessCode.TOKEN_REVOKED, TokenRefusal.REVOKED.sentence());
        } else if (changesUser(newer)) {
            refuse(AccessCode.USER_CHANGED, "Its sub is not that of the token before it.");
        } else {
            accept(newer);
        }
    }

    private void refuse(AccessCode code, String reason) {
        log(code, reason);
        connection.send(MessageEncoder.tokenRefused(code));
    }

    /// Others know the connection by the user of its token.
    private boolean changesUser(AccessClaims newer) {
        Member before = claims == null ? null : claims.member();
        boolean same = before == null || (newer.member() != null && newer.member().id().equals(before.id()));
        return !same && (owner.signedInByToken() || places.memberBy(this));
    }

    private void accept(AccessClaims newer) {
        forget();
        claims = newer;
        revocable(newer).forEach(subject -> context.holders().add(app(), subject, this));
        Member user = newer.member();
        connection.send(MessageEncoder.tokenAccepted(secondsUntil(newer.expiresAt()), user == null ? null : user.id()));
        warnLater(newer);
        owner.authorized();
        places.givenBy(this).stream()
                .filter(channel -> !allows(channel, ChannelOperation.toJoin(channel.kind())))
                .forEach(channel -> places.drop(channel, AccessCode.CHANNEL_NOT_ALLOWED));
    }

    /// As what the token can be revoked.
    private static List<Revocation.Subject> revocable(AccessClaims claims) {
        var subjects = new ArrayList<Revocation.Subject>(2);
        claims.tokenId().filter(id -> !id.isEmpty() && id.length() <= Revocation.Token.MAX_LENGTH)
                .ifPresent(id -> subjects.add(new Revocation.Token(id)));
        if (claims.member() != null) {
            subjects.add(new Revocation.User(claims.member().id()));
        }
        return subjects;
    }

    private void warnLater(AccessClaims held) {
        Duration half = Duration.between(now(), held.expiresAt()).dividedBy(2);
        Duration before = half.isNegative() ? Duration.ZERO : half.compareTo(WARNING) < 0 ? half : WARNING;
        at(held.expiresAt().minus(before), () -> {
            connection.send(MessageEncoder.tokenExpiring(secondsUntil(held.expiresAt())));
            at(end(held), () -> lose(AccessCode.TOKEN_EXPIRED));
        });
    }

    private void at(Instant moment, Runnable task) {
        Duration left = Duration.between(now(), moment);
        Duration delay = left.isNegative() ? Duration.ZERO : left.compareTo(LONGEST) < 0 ? left : LONGEST;
        timer = context.shard().loop().schedule(delay, () -> {
            if (now().isBefore(moment)) {
                at(moment, task);
            } else {
                task.run();
            }
        });
    }

    @Override
    public void revoked(Revocation revocation) {
        AccessClaims held = claims;
        if (held != null && context.tokens().revocation(app(), held).isPresent()) {
            refuse(AccessCode.TOKEN_REVOKED, TokenRefusal.REVOKED.sentence());
            lose(AccessCode.TOKEN_REVOKED);
        }
    }

    /// The token has ended, and with it what it gave. Nobody can be signed out but by closing.
    private void lose(AccessCode code) {
        forget();
        end = code;
        places.givenBy(this).forEach(channel -> places.drop(channel, code));
        if (owner.signedInByToken()) {
            connection.close(CloseCode.GOING_AWAY, ENDED);
        }
    }

    private void forget() {
        if (timer != null) {
            timer.cancel();
        }
        if (claims != null) {
            revocable(claims).forEach(subject -> context.holders().remove(app(), subject, this));
            claims = null;
        }
    }

    void closed() {
        forget();
    }

    /// When what it gave ends.
    private Instant end(AccessClaims token) {
        return token.expiresAt().plus(context.config().tokenGrace());
    }

    /// To the nearest second; 0 if it is past.
    private long secondsUntil(Instant moment) {
        return Math.max(0, Duration.between(now(), moment).plusMillis(500).toSeconds());
    }

    private AppId app() {
        return tenant.app().id();
    }

    private Instant now() {
        return context.clock().instant();
    }
}
