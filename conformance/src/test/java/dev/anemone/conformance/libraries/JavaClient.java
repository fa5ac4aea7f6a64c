package dev.anemone.conformance.libraries;

import com.pusher.client.ChannelAuthorizer;
import com.pusher.client.Pusher;
import com.pusher.client.PusherOptions;
import com.pusher.client.UserAuthenticator;
import com.pusher.client.channel.Channel;
import com.pusher.client.connection.ConnectionEventListener;
import com.pusher.client.connection.ConnectionState;
import com.pusher.client.connection.ConnectionStateChange;
import dev.anemone.conformance.wire.Endpoint;
import org.jspecify.annotations.Nullable;

/// An unmodified `pusher-java-client` (protocol 5) and what it reports. Disconnects when closed.
final class JavaClient implements AutoCloseable {
    private final Pusher pusher;
    private final Inbox<ConnectionState> states = new Inbox<>("the states of the connection");
    private final Inbox<String> errorCodes = new Inbox<>("the errors of the connection");

    private JavaClient(Pusher pusher) {
        this.pusher = pusher;
    }

    /// A client that has begun to connect.
    static JavaClient open(Endpoint server, String key, @Nullable ChannelAuthorizer authorizer) {
        PusherOptions options = new PusherOptions().setHost(server.host()).setWsPort(server.port()).setUseTLS(false);
        if (authorizer != null) {
            options.setChannelAuthorizer(authorizer);
        }
        var client = new JavaClient(new Pusher(key, options));
        client.connect();
        return client;
    }

    /// A client that has begun to connect, and that `authenticator` can vouch for a user of.
    static JavaClient openAs(Endpoint server, String key, UserAuthenticator authenticator) {
        var client = new JavaClient(new Pusher(key, new PusherOptions().setHost(server.host())
                .setWsPort(server.port()).setUseTLS(false).setUserAuthenticator(authenticator)));
        client.connect();
        return client;
    }

    /// A client that is connected.
    static JavaClient connect(Endpoint server, String key, @Nullable ChannelAuthorizer authorizer) {
        JavaClient client = open(server, key, authorizer);
        client.awaitState(ConnectionState.CONNECTED);
        return client;
    }

    private void connect() {
        pusher.connect(new ConnectionEventListener() {
            @Override
            public void onConnectionStateChange(ConnectionStateChange change) {
                states.put(change.getCurrentState());
            }

            @Override
            public void onError(String message, @Nullable String code, @Nullable Exception e) {
                errorCodes.put(code == null ? "none: " + message : code);
            }
        }, ConnectionState.ALL);
    }

    void awaitState(ConnectionState state) {
        states.until(state);
    }

    /// The code of the next error of the connection.
    String nextErrorCode() {
        return errorCodes.next();
    }

    /// Waits for an error of the connection with this code. Others may come first: the library sometimes subscribes twice
    /// when it is asked while it connects, and is told so.
    void awaitErrorCode(String code) {
        errorCodes.until(code);
    }

    String socketId() {
        return pusher.getConnection().getSocketId();
    }

    /// Asks to be subscribed, and returns where the answer and everything after it will be reported.
    Inbox<ChannelReport> subscribe(String channelName) {
        var inbox = new Inbox<ChannelReport>(channelName);
        var reporter = new ChannelReporter(inbox);
        Channel channel = begin(channelName, reporter);
        channel.bindGlobal(reporter);
        return inbox;
    }

    private Channel begin(String channelName, ChannelReporter reporter) {
        if (channelName.startsWith("private-encrypted-")) {
            return pusher.subscribePrivateEncrypted(channelName, reporter);
        }
        if (channelName.startsWith("private-")) {
            return pusher.subscribePrivate(channelName, reporter);
        }
        if (channelName.startsWith("presence-")) {
            return pusher.subscribePresence(channelName, reporter);
        }
        return pusher.subscribe(channelName, reporter);
    }

    /// Begins to sign in, and returns where the user's messages will be reported.
    Inbox<ChannelReport> signIn() {
        var inbox = new Inbox<ChannelReport>("the user");
        pusher.user().bindGlobal(new ChannelReporter(inbox));
        pusher.signin();
        return inbox;
    }

    /// Whom the server took the user for; `null` before.
    @Nullable
    String userId() {
        return pusher.user().userId();
    }

    void unsubscribe(String channelName) {
        pusher.unsubscribe(channelName);
    }

    /// Sends a client event on a private or presence channel.
    void trigger(String channelName, String event, String data) {
        var channel = channelName.startsWith("presence-")
                ? pusher.getPresenceChannel(channelName)
                : pusher.getPrivateChannel(channelName);
        channel.trigger(event, data);
    }

    void disconnect() {
        pusher.disconnect();
    }

    @Override
    public void close() {
        disconnect();
    }
}
