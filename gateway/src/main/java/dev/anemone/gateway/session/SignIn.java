package dev.anemone.gateway.session;

import dev.anemone.auth.AccessClaims;
import dev.anemone.auth.UserSigner;
import dev.anemone.gateway.hub.EventLoop;
import dev.anemone.gateway.protocol.ClientMessage;
import dev.anemone.gateway.protocol.CloseCode;
import dev.anemone.gateway.protocol.MessageEncoder;
import dev.anemone.gateway.protocol.UserData;
import dev.anemone.model.Member;
import dev.anemone.model.Revocation;
import dev.anemone.model.UserId;
import dev.anemone.model.UserKey;
import dev.anemone.store.Users.Status;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// The user of one session: nobody, until a `pusher:signin` succeeds, and the same one from then on (Pusher Channels
/// Protocol 7, "User authentication"). Confined to its connection's loop.
///
/// A request is judged when it comes, and takes effect when those before it have: what one of them watches is told before
/// the next watches something else.
final class SignIn implements Holders.Holder {
    /// What all sign-ins of a session are about in its queue. No channel can have this name.
    static final String SUBJECT = "pusher:signin";

    /// The code of the error that follows a success with a watchlist that was cut; never a close code.
    private static final int WATCHLIST_TOO_LONG = 4302;
    private static final Status UNKNOWN = new Status(false, -1);

    private final Tenant tenant;
    private final Connection connection;
    private final SessionContext context;
    private final StepQueue steps;
    private final Runnable authorized;
    private @Nullable Member user;
    /// By what the user is signed in, if one is.
    private Grant grant = Grant.Open.OPEN;
    /// Whom the session watches, and the newest status of each.
    private final Map<UserId, Status> watched = HashMap.newHashMap(0);
    /// Whether the first statuses have been told; until then changes are only noted.
    private boolean toldFirst;
    private boolean closed;

    /// @param authorized told when somebody has signed in
    SignIn(Tenant tenant, Connection connection, SessionContext context, StepQueue steps, Runnable authorized) {
        this.tenant = tenant;
        this.connection = connection;
        this.context = context;
        this.steps = steps;
        this.authorized = authorized;
    }

    /// The user as a presence member; `null` if nobody has signed in.
    @Nullable
    Member user() {
        return user;
    }

    /// Whether the user is signed in because a token names it.
    boolean byToken() {
        return grant instanceof Bearer;
    }

    EventLoop loop() {
        return context.shard().loop();
    }

    /// @param bearer the token of the connection, which speaks for whoever shows no signature; `null` if it has none
    void receive(ClientMessage.SignIn request, @Nullable Bearer bearer) {
        AccessClaims claims = request.auth() == null && bearer != null ? bearer.claims() : null;
        if (claims != null && bearer != null) {
            receive(claims, bearer);
            return;
        }
        switch (ClientAuth.parse(tenant.app(), request.auth())) {
            case ClientAuth.Result.Missing _ -> fail("pusher:signin needs data with auth and user_data");
            case ClientAuth.Result.Malformed _ -> fail("Invalid format: auth must have the format key:signature");
            case ClientAuth.Result.ForeignKey(var key) -> fail("Invalid key in sign-in auth data: '" + key + "'");
            case ClientAuth.Result.Parsed(var auth) -> {
                if (request.userData() == null) {
                    fail("pusher:signin needs data with auth and user_data");
                } else {
                    verify(auth, request.userData());
                }
            }
        }
    }

    private void receive(AccessClaims claims, Bearer bearer) {
        Member member = claims.member();
        if (bearer.expired()) {
            fail("The token has expired, and signs nobody in");
        } else if (member == null) {
            fail("The token has no sub, and signs nobody in");
        } else {
            read(UserData.write(member, claims.watchlist()), bearer);
        }
    }

    private void verify(ClientAuth auth, String userData) {
        if (!UserSigner.verify(auth.credential(), connection.socketId(), userData, auth.signature())) {
            fail("Invalid signature: Expected HMAC SHA256 hex digest of "
                    + UserSigner.stringToSign(connection.socketId(), userData) + ", but got " + auth.signature());
            return;
        }
        read(userData, new Grant.Signed(context.clock().instant()));
    }

    private void read(String userData, Grant newer) {
        switch (UserData.read(userData)) {
            case UserData.Result.Invalid(var reason) -> fail(reason);
            case UserData.Result.Present(var member, var watchlist) -> {
                if (user != null && !user.id().equals(member.id())) {
                    fail("The connection is already signed in as another user");
                } else {
                    accept(member, watchlist, userData, newer);
                }
            }
        }
    }

    /// The user counts from here on, so that a second sign-in behind this one is judged by it.
    private void accept(Member member, Set<UserId> watchlist, String userData, Grant newer) {
        UserKey key = new UserKey(tenant.app().id(), member.id());
        if (user == null) {
            context.users().add(key, this);
            context.holders().add(key.app(), new Revocation.User(key.user()), this);
        }
        user = member;
        grant = grant instanceof Grant.Signed && newer instanceof Bearer ? grant : newer;
        Set<UserId> accepted = tenant.app().watchlistEvents()
                ? watchlist.stream().limit(tenant.app().limits().maxWatchlistUsers())
                        .collect(Collectors.toCollection(LinkedHashSet::new))
                : Set.of();
        boolean cut = tenant.app().watchlistEvents() && watchlist.size() > accepted.size();
        steps.submit(SUBJECT, () -> begin(key, accepted)
                .<Runnable>thenApply(statuses -> () -> succeed(userData, statuses, cut))
                .exceptionally(failure -> () -> unconfirmed(StoreFailures.describe(failure))));
    }

    private CompletionStage<Map<UserId, Status>> begin(UserKey key, Set<UserId> watchlist) {
        CompletableFuture<Void> signedIn = context.store().users().signIn(key, connection.socketId())
                .toCompletableFuture();
        return signedIn.isDone()
                ? signedIn.thenCompose(_ -> watch(watchlist))
                : signedIn.thenComposeAsync(_ -> watch(watchlist), loop()::execute);
    }

    /// The sign-in may have taken effect all the same.
    void unconfirmed(String reason) {
        connection.close(CloseCode.OVER_CAPACITY, "The sign-in could not be confirmed: " + reason);
    }

    private void succeed(String userData, Map<UserId, Status> statuses, boolean cut) {
        if (closed) {
            return;
        }
        connection.send(MessageEncoder.signInSuccess(userData));
        authorized.run();
        statuses.forEach(this::note);
        toldFirst = true;
        if (!watched.isEmpty()) {
            var online = new ArrayList<UserId>();
            var offline = new ArrayList<UserId>();
            watched.forEach((watchedUser, status) -> (status.online() ? online : offline).add(watchedUser));
            connection.send(MessageEncoder.watchlistEvents(online, offline));
        }
        if (cut) {
            connection.send(MessageEncoder.error(WATCHLIST_TOO_LONG, "Watchlist limit exceeded. Only the first "
                    + tenant.app().limits().maxWatchlistUsers() + " user IDs are accepted."));
        }
    }

    /// Watches exactly `users` from now on.
    private CompletionStage<Map<UserId, Status>> watch(Set<UserId> users) {
        unwatchAll();
        toldFirst = false;
        if (closed || users.isEmpty()) {
            return CompletableFuture.completedStage(Map.of());
        }
        for (UserId watchedUser : users) {
            watched.put(watchedUser, UNKNOWN);
            context.users().watch(new UserKey(tenant.app().id(), watchedUser), this);
        }
        return context.store().users().watch(tenant.app().id(), users);
    }

    private void unwatchAll() {
        if (!watched.isEmpty()) {
            watched.keySet().forEach(gone -> context.users().unwatch(new UserKey(tenant.app().id(), gone), this));
            context.store().users().unwatch(tenant.app().id(), Set.copyOf(watched.keySet()));
            watched.clear();
        }
    }

    /// Takes a status that is newer than what is known. Returns whether it was.
    private boolean note(UserId watchedUser, Status status) {
        Status known = watched.get(watchedUser);
        if (known == null || known.version() >= status.version()) {
            return false;
        }
        watched.put(watchedUser, status);
        return true;
    }

    /// A watched user came or went.
    void statusChanged(UserId watchedUser, Status status) {
        if (closed || !note(watchedUser, status) || !toldFirst) {
            return;
        }
        List<UserId> changed = List.of(watchedUser);
        connection.send(status.online()
                ? MessageEncoder.watchlistEvents(changed, List.of())
                : MessageEncoder.watchlistEvents(List.of(), changed));
    }

    /// The app wants this user gone (Pusher docs, "Terminating user connections").
    void terminate() {
        connection.close(CloseCode.UNAUTHORIZED, "You got disconnected by the app.");
    }

    /// The user's access was taken back. If it was given by a token, that is not ours to end.
    @Override
    public void revoked(Revocation revocation) {
        if (grant instanceof Grant.Signed(var taken) && revocation.reaches(Optional.of(taken))) {
            Places.takeBackLater(connection, loop());
        }
    }

    void closed() {
        closed = true;
        unwatchAll();
        if (user != null) {
            UserKey key = new UserKey(tenant.app().id(), user.id());
            context.users().remove(key, this);
            context.holders().remove(key.app(), new Revocation.User(key.user()), this);
            context.store().users().signOut(key, connection.socketId());
        }
    }

    private void fail(String reason) {
        steps.submit(SUBJECT,
                () -> CompletableFuture.completedStage(() -> connection.send(MessageEncoder.error(reason))));
    }
}
