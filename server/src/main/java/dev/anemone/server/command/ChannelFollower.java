package dev.anemone.server.command;

import dev.anemone.auth.SubscriptionSigner;
import dev.anemone.model.ChannelName;
import dev.anemone.model.Credential;
import dev.anemone.model.EventData;
import dev.anemone.model.SocketId;
import dev.anemone.server.command.PusherSocket.Signal;
import java.io.PrintWriter;
import java.net.URI;
import java.net.http.HttpClient;
import java.time.Duration;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/// Follows one channel as any Pusher client would: connects, signs its own subscription, prints what arrives, answers
/// and sends pings, and comes back after a break as the close code asks. Confined to the thread that calls [#follow].
///
/// Events go to `out`, one line each: the name, a tab, the data. What happens to the connection, and what the server
/// says of the channel, goes to `log`.
final class ChannelFollower {
    private static final Duration HANDSHAKE_TIMEOUT = Duration.ofSeconds(10);
    private static final Duration PONG_TIMEOUT = Duration.ofSeconds(30);
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(30);
    private static final String INTERNAL = "pusher_internal:";

    private final HttpClient http;
    private final URI base;
    private final Credential credential;
    private final ChannelName channel;
    private final @Nullable String channelData;
    private final PrintWriter out;
    private final PrintWriter log;

    /// Events still to print before the work is done.
    private long wanted;

    /// Connections in a row that ended before their subscription succeeded.
    private int failures;
    private boolean subscribedOnce;

    /// Whether the present connection was greeted.
    private boolean established;

    /// Whether our ping is still unanswered.
    private boolean awaitingPong;

    /// How long the server may be silent before that means something.
    private Duration patience = HANDSHAKE_TIMEOUT;
    private Duration activityTimeout = HANDSHAKE_TIMEOUT;

    /// @param userId of the member to be on a presence channel
    ChannelFollower(HttpClient http, URI base, Credential credential, ChannelName channel, String userId,
            PrintWriter out, PrintWriter log) {
        this.http = http;
        this.base = base;
        this.credential = credential;
        this.channel = channel;
        this.channelData = channel.kind().tracksMembers() ? memberData(userId) : null;
        this.out = out;
        this.log = log;
    }

    /// Prints `count` events, however long they take to come.
    ///
    /// @throws CommandFailure if the server refuses the connection or the subscription, or was never reached
    void follow(long count, RandomGenerator random) throws InterruptedException {
        wanted = count;
        while (wanted > 0) {
            Signal.Closed closed = connection();
            if (closed == null) {
                return;
            }
            switch (AfterClose.of(closed.code())) {
                case STOP -> throw new CommandFailure(
                        "The server closed the connection with " + closed.code() + ": " + closed.reason());
                case RETRY_NOW -> note("Closed with " + closed.code() + " (" + closed.reason() + "), reconnecting.");
                case RETRY_LATER -> {
                    Duration pause = pause(failures, random);
                    note("Closed with " + closed.code() + " (" + closed.reason() + "), trying again in "
                            + pause.toMillis() + " ms.");
                    Thread.sleep(pause);
                }
            }
            failures++;
        }
    }

    /// One second, then twice as long each time, up to half a minute; spread so that many clients do not come at once.
    static Duration pause(int failures, RandomGenerator random) {
        long ceiling = Math.min(LONGEST_PAUSE.toMillis(), 1_000L << Math.min(failures + 1, 10));
        return Duration.ofMillis(random.nextLong(1_000, ceiling + 1));
    }

    /// The life of one connection: how it was closed, or `null` if no more events are wanted.
    private Signal.@Nullable Closed connection() throws InterruptedException {
        PusherSocket opened;
        try {
            opened = open();
        } catch (CommandFailure unreachable) {
            if (subscribedOnce) {
                return new Signal.Closed(PusherSocket.BROKEN, "the server cannot be reached");
            }
            throw unreachable; // Never been there: more likely a wrong address than a restart.
        }
        established = false;
        patience = HANDSHAKE_TIMEOUT;
        awaitingPong = false;
        try (PusherSocket socket = opened) {
            while (wanted > 0) {
                switch (socket.next(patience)) {
                    case Signal.Closed closed -> {
                        return closed;
                    }
                    case Signal.Silence _ when awaitingPong || !established -> {
                        return new Signal.Closed(PusherSocket.BROKEN, "the server fell silent");
                    }
                    case Signal.Silence _ -> {
                        socket.send("{\"event\":\"pusher:ping\",\"data\":{}}");
                        awaitingPong = true;
                        patience = PONG_TIMEOUT;
                    }
                    case Signal.Message(var text) -> {
                        awaitingPong = false;
                        patience = activityTimeout;
                        ServerEvent.decode(text).ifPresent(event -> receive(event, socket));
                    }
                }
            }
            return null;
        }
    }

    private PusherSocket open() {
        String scheme = "https".equals(base.getScheme()) ? "wss" : "ws";
        return PusherSocket.open(http, base, URI.create(scheme + "://" + base.getRawAuthority() + base.getRawPath()
                + "/app/" + credential.key() + "?protocol=7&client=anemone-cli&version=1.0.0"));
    }

    private void receive(ServerEvent message, PusherSocket socket) {
        switch (message.event()) {
            case "pusher:connection_established" -> subscribe(message, socket);
            case "pusher:ping" -> socket.send("{\"event\":\"pusher:pong\",\"data\":{}}");
            case "pusher:pong" -> {}
            case "pusher_internal:subscription_succeeded" -> {
                failures = 0;
                subscribedOnce = true;
                note("Subscribed to " + channel + ".");
            }
            case "pusher_internal:subscription_count" -> note("Subscriptions: " + message.detail("subscription_count"));
            case "pusher:cache_miss" -> note("The channel keeps no event.");
            case "pusher:subscription_error" -> throw refused(message.detail("error"));
            case "pusher:error" -> {
                // One with a code announces a close, which says the same again.
                if (message.detail("code").isEmpty() || message.detail("code").equals("null")) {
                    throw refused(message.detail("message"));
                }
            }
            default -> print(message);
        }
    }

    private void subscribe(ServerEvent greeting, PusherSocket socket) {
        var socketId = new SocketId(greeting.detail("socket_id"));
        activityTimeout = Duration.ofSeconds(Math.max(1, Long.parseLong(greeting.detail("activity_timeout"))));
        established = true;
        note("Connected as " + socketId + ".");
        var json = new StringBuilder("{\"event\":\"pusher:subscribe\",\"data\":{\"channel\":\"").append(channel)
                .append('"');
        if (channel.kind().needsAuth()) {
            String auth = SubscriptionSigner.sign(credential, socketId, channel, channelData);
            json.append(",\"auth\":\"").append(auth).append('"');
        }
        if (channelData != null) {
            EventData.appendEscaped(json.append(",\"channel_data\":\""), channelData);
            json.append('"');
        }
        socket.send(json.append("}}").toString());
    }

    private void print(ServerEvent message) {
        String name = message.event().startsWith(INTERNAL)
                ? "pusher:" + message.event().substring(INTERNAL.length()) // As clients call what the protocol calls internal.
                : message.event();
        out.println(Printable.of(name) + "\t" + Printable.of(message.data()));
        out.flush();
        wanted--;
    }

    private CommandFailure refused(String reason) {
        return new CommandFailure("The server refused the subscription to " + channel + ": " + reason);
    }

    private void note(String sentence) {
        log.println(sentence);
        log.flush();
    }

    private static String memberData(String userId) {
        var json = new StringBuilder("{\"user_id\":\"");
        EventData.appendEscaped(json, userId);
        return json.append("\"}").toString();
    }
}
