package dev.anemone.gateway.session;

import dev.anemone.auth.AccessClaims;
import dev.anemone.gateway.hub.EventLoop;
import dev.anemone.gateway.protocol.ClientMessage;
import dev.anemone.gateway.protocol.ClientMessage.ClientEvent;
import dev.anemone.gateway.protocol.ClientMessage.Ping;
import dev.anemone.gateway.protocol.ClientMessage.Pong;
import dev.anemone.gateway.protocol.ClientMessage.ReadHistory;
import dev.anemone.gateway.protocol.ClientMessage.ReadHistoryMalformed;
import dev.anemone.gateway.protocol.ClientMessage.Subscribe;
import dev.anemone.gateway.protocol.ClientMessage.SubscribeMalformed;
import dev.anemone.gateway.protocol.ClientMessage.Token;
import dev.anemone.gateway.protocol.ClientMessage.Unacceptable;
import dev.anemone.gateway.protocol.ClientMessage.Unsubscribe;
import dev.anemone.gateway.protocol.CloseCode;
import dev.anemone.gateway.protocol.Frame;
import dev.anemone.gateway.protocol.MessageEncoder;
import dev.anemone.model.App;
import dev.anemone.model.ChannelKey;
import dev.anemone.model.LifecycleEvent.ClientSent;
import dev.anemone.model.Publication;
import dev.anemone.model.Retention;
import dev.anemone.model.SocketId;
import dev.anemone.model.UserId;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Our state for one `socket_id`, from `pusher:connection_established` to the end of the connection. Confined to the
/// connection's I/O thread; the transport never calls it from two threads at once.
public final class Session {
    private final Tenant tenant;
    private final Connection connection;
    private final SessionContext context;
    private final EventLoop loop;
    private final ConnectionQuota.Place place;
    private final StepQueue steps;
    private final Subscriptions subscriptions;
    private final ActivityMonitor activity;
    /// Made when first needed: most connections only listen.
    private @Nullable SignIn signIn;
    private @Nullable TokenHolding tokens;
    private @Nullable ClientEventPolicy clientEvents;
    /// Runs while the connection still has to be authorized; `null` otherwise.
    private EventLoop.@Nullable Timer authorizationDeadline;
    private boolean closed;

    /// Opens a session on `connection`, whose first frame it sends.
    ///
    /// @param tenant the app it came in to
    /// @param place the connection's place in the quota; given back when it has closed
    public Session(Tenant tenant, Connection connection, ConnectionQuota.Place place, SessionContext context) {
        this.tenant = tenant;
        App app = tenant.app();
        this.connection = connection;
        this.context = context;
        this.loop = context.shard().loop();
        this.place = place;
        var progress = new Progress();
        this.steps = new StepQueue(loop, context.config().subscribeTimeout(), progress);
        this.subscriptions = new Subscriptions(tenant, connection, context, steps, progress);
        this.activity = new ActivityMonitor(connection, loop, context.config().activityTimeout(),
                context.config().pongTimeout(), context.random());
        if (app.authorizedConnections()) {
            authorizationDeadline = loop.schedule(app.authorizationTimeout(), () -> connection.close(
                    CloseCode.UNAUTHORIZED, "Connection not authorized within timeout"));
        }
        connection
                .send(MessageEncoder.connectionEstablished(connection.socketId(), context.config().activityTimeout()));
        tenant.add(this);
    }

    /// Handles one message of the client.
    public void receive(ClientMessage message) {
        activity.heard(); // Any message proves the peer alive (Protocol 7, "Ping and pong messages").
        if (tokens == null || !tokens.intake.holds(message)) {
            handle(message);
        }
    }

    private void handle(ClientMessage message) {
        Bearer bearer = tokens == null ? null : tokens.bearer;
        switch (message) {
            case Subscribe request ->
                subscriptions.subscribe(placed(request), signIn == null ? null : signIn.user(), bearer);
            case ReadHistory request -> subscriptions.read(request);
            case ReadHistoryMalformed(var channel, var ref) ->
                connection.send(MessageEncoder.historyRefused(channel, ref, "malformed"));
            case ClientMessage.SignIn request -> signIn().receive(request, bearer);
            case Token(var token) -> tokens().intake.take(token);
            case SubscribeMalformed(var channel, var reason) ->
                subscriptions.refuse(channel, Refusal.malformed(reason));
            case Unsubscribe(var channel) -> subscriptions.unsubscribe(channel);
            case ClientEvent event -> subscriptions.inOrder(event.channel(), () -> relay(event));
            case Ping _ -> connection.send(MessageEncoder.PONG);
            case Pong _ -> {} // Nobody asked, and nobody minds.
            case Unacceptable(var reason) -> connection.send(MessageEncoder.error(reason));
        }
    }

    /// Gives the connection a token that was verified a moment ago, as if its client had sent it.
    public void present(AccessClaims claims) {
        tokens().bearer.present(claims);
    }

    /// Who asks for the past knows of places, and who knows of them wants to hear them.
    private Subscribe placed(Subscribe request) {
        if (request.asksForPast()) {
            connection.learnPlaces();
        }
        return connection.knowsPlaces() ? request.withPlaces() : request;
    }

    /// Notes a sign of life that is not a message, e.g. a WebSocket pong.
    public void heard() {
        activity.heard();
    }

    /// Releases everything the session holds. The transport calls it once the connection is closed or closing, whoever
    /// ended it. Calls after the first do nothing.
    public void closed() {
        if (closed) {
            return;
        }
        closed = true;
        activity.stop();
        if (authorizationDeadline != null) {
            authorizationDeadline.cancel();
        }
        tenant.remove(this);
        if (signIn != null) {
            signIn.closed();
        }
        if (tokens != null) {
            tokens.intake.closed();
            tokens.bearer.closed();
        }
        place.leave();
        subscriptions.closed();
        steps.abandon();
    }

    /// Follows what becomes of requests, and keeps the client from asking faster than the store confirms.
    private final class Progress implements StepQueue.Owner, Subscriptions.Owner {
        @Override
        public void authorized() {
            Session.this.authorized();
        }

        @Override
        public void tookTooLong(String subject, String reason) {
            if (subject.equals(SignIn.SUBJECT)) {
                signIn().unconfirmed(reason);
            } else {
                subscriptions.unconfirmed(reason);
            }
        }

        @Override
        public void crowded(boolean crowded) {
            if (crowded) {
                connection.pauseReading();
            } else if (tokens == null || !tokens.intake.crowded()) {
                connection.resumeReading();
            }
        }
    }

    /// What only connections have whose clients came with a token.
    private final class TokenHolding implements Bearer.Owner {
        final Bearer bearer = new Bearer(tenant, connection, context, subscriptions.places(), this);
        /// A verdict that does not come in half the time that a step may take is none.
        final TokenIntake intake = new TokenIntake(connection, loop, steps,
                token -> context.tokens().verify(token, tenant.app()), context.config().subscribeTimeout().dividedBy(2),
                bearer::decided, Session.this::handle);

        @Override
        public void authorized() {
            Session.this.authorized();
        }

        @Override
        public boolean signedInByToken() {
            return signIn != null && signIn.byToken();
        }
    }

    private TokenHolding tokens() {
        if (tokens == null) {
            tokens = new TokenHolding();
        }
        return tokens;
    }

    /// Ends the connection at the next turn of its loop. Any thread may call it.
    void endLater(CloseCode code) {
        loop.execute(() -> connection.close(code, code.reason()));
    }

    /// The client has signed in, entered a private or presence channel, or come with a token: it may stay, if the app has
    /// room.
    private void authorized() {
        if (authorizationDeadline != null) {
            authorizationDeadline.cancel();
            authorizationDeadline = null;
        }
        if (!place.count(tenant.app())) {
            connection.close(CloseCode.OVER_QUOTA, CloseCode.OVER_QUOTA.reason());
        }
    }

    private SignIn signIn() {
        if (signIn == null) {
            signIn = new SignIn(tenant, connection, context, steps, this::authorized);
        }
        return signIn;
    }

    private ClientEventPolicy clientEvents() {
        if (clientEvents == null) {
            clientEvents = new ClientEventPolicy(tenant::app, loop::nanoTime);
        }
        return clientEvents;
    }

    private void relay(ClientEvent event) {
        Optional<Frame> refusal = clientEvents().refuse(event, subscriptions.places().in(event.channel()));
        if (refusal.isPresent()) {
            connection.send(refusal.get());
            return;
        }
        var channel = new ChannelKey(tenant.app().id(), event.channel());
        SocketId socket = connection.socketId();
        UserId user = subscriptions.places().memberOf(event.channel());
        var publication = new Publication(channel, event.event(), event.data(), socket, user)
                .kept(Retention.by(tenant.app().history().of(event.channel())));
        context.store().broker().publish(List.of(publication)).whenComplete((_, failure) -> {
            if (failure == null) {
                context.store().lifecycleLog()
                        .append(new ClientSent(channel, event.event(), event.data(), socket, user));
            } else {
                loop.execute(() -> connection.send(MessageEncoder.error("Client event " + event.event() + " on "
                        + event.channel() + " was not confirmed: " + StoreFailures.describe(failure))));
            }
        });
    }
}
