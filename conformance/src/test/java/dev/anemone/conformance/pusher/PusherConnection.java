package dev.anemone.conformance.pusher;

import dev.anemone.conformance.wire.Frame;
import dev.anemone.conformance.wire.RawWebSocket;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// A client that speaks the Pusher Channels protocol over a [RawWebSocket].
///
/// Absence is never waited for. `pusher:ping` is a barrier: the server answers in order, so what it had to say before
/// has come when the pong comes. Every `expect…` looks at the very next message; nothing is skipped silently.
public final class PusherConnection implements AutoCloseable {
    private static final String PING = "{\"event\":\"pusher:ping\",\"data\":{}}";

    private final RawWebSocket socket;
    private final Credentials credentials;
    private final String socketId;

    private PusherConnection(RawWebSocket socket, Credentials credentials, String socketId) {
        this.socket = socket;
        this.credentials = credentials;
        this.socketId = socketId;
    }

    /// Waits for `pusher:connection_established` on a socket that was just upgraded.
    public static PusherConnection established(RawWebSocket socket, Credentials credentials) {
        Message first = message(socket.receiveMessage());
        if (!first.event().equals("pusher:connection_established")) {
            throw new AssertionError("Expected pusher:connection_established first, got " + first);
        }
        return new PusherConnection(socket, credentials, first.decodedData().path("socket_id").textValue());
    }

    public String socketId() {
        return socketId;
    }

    /// The WebSocket below.
    public RawWebSocket socket() {
        return socket;
    }

    // What a client says.

    public void send(String text) {
        socket.send(Frame.text(text));
    }

    public void send(String event, Map<String, ?> data) {
        send(Json.text(Map.of("event", event, "data", data)));
    }

    /// Sends `pusher:subscribe` with the members of `data` and reads no answer.
    public void sendSubscribe(Map<String, ?> data) {
        send("pusher:subscribe", data);
    }

    public void unsubscribe(String channel) {
        send("pusher:unsubscribe", Map.of("channel", channel));
    }

    public void sendClientEvent(String channel, String event, Object data) {
        var message = new LinkedHashMap<String, Object>();
        message.put("event", event);
        message.put("channel", channel);
        message.put("data", data);
        send(Json.text(message));
    }

    /// Subscribes to a public channel, or with a signature to a private one, and waits for success.
    public Message subscribe(String channel) {
        sendSubscribe(Map.of("channel", channel, "auth",
                channel.startsWith("private-") ? credentials.auth(socketId, channel) : ""));
        return expectSubscribed(channel);
    }

    /// Subscribes to a presence channel as the member that `channelData` describes, and waits for success.
    public Message join(String channel, String channelData) {
        sendJoin(channel, channelData);
        return expectSubscribed(channel);
    }

    /// The same for a user about whom nothing is known.
    public Message joinAs(String userId, String channel) {
        return join(channel, Json.text(Map.of("user_id", userId)));
    }

    public void sendJoin(String channel, String channelData) {
        sendSubscribe(Map.of("channel", channel, "channel_data", channelData, "auth",
                credentials.auth(socketId, channel, channelData)));
    }

    /// Signs in as the user that `userData` describes, and reads no answer.
    public void sendSignIn(String userData) {
        send("pusher:signin", Map.of("user_data", userData, "auth", credentials.userAuth(socketId, userData)));
    }

    /// Signs in, and waits for success.
    public Message signIn(String userData) {
        sendSignIn(userData);
        return expectEvent("pusher:signin_success");
    }

    /// The same for a user about whom nothing is known.
    public Message signInAs(String userId) {
        return signIn(Json.text(Map.of("id", userId)));
    }

    // What the server says.

    /// The next message, whatever it is.
    public Message next() {
        return message(socket.receiveMessage());
    }

    public Message expectEvent(String event) {
        Message message = next();
        if (!message.event().equals(event)) {
            throw new AssertionError("Expected " + event + ", got " + message);
        }
        return message;
    }

    public Message expectEvent(String event, String channel) {
        Message message = expectEvent(event);
        if (!message.channel().equals(channel)) {
            throw new AssertionError("Expected " + event + " on " + channel + ", got " + message);
        }
        return message;
    }

    public Message expectSubscribed(String channel) {
        return expectEvent("pusher_internal:subscription_succeeded", channel);
    }

    /// Expects `pusher:error` next, and the connection to be usable after it.
    public Message expectErrorAndOpen() {
        Message error = expectEvent("pusher:error");
        assertOpen();
        return error;
    }

    /// Expects a subscription to have been refused: by `pusher:error`, by `pusher:subscription_error` for the channel, or
    /// by both, and by nothing else; and the connection to be usable after it.
    public List<Message> expectRefused(String channel) {
        List<Message> answers = untilPong();
        if (answers.isEmpty()) {
            throw new AssertionError("Expected the subscription to " + channel + " to be refused, got no answer");
        }
        for (Message answer : answers) {
            boolean refusal = answer.isError()
                    || (answer.event().equals("pusher:subscription_error") && answer.channel().equals(channel));
            if (!refusal) {
                throw new AssertionError("Expected the subscription to " + channel + " to be refused, got " + answers);
            }
        }
        return answers;
    }

    /// Everything the server had to say until now.
    public List<Message> untilPong() {
        send(PING);
        var messages = new ArrayList<Message>();
        for (Message message = next(); !message.event().equals("pusher:pong"); message = next()) {
            messages.add(message);
        }
        return messages;
    }

    /// Expects the connection to be usable, and the server to have nothing more to say.
    public void assertOpen() {
        List<Message> messages = untilPong();
        if (!messages.isEmpty()) {
            throw new AssertionError("Expected nothing more, got " + messages);
        }
    }

    /// The same, for tests about what must not come.
    public void expectNothing() {
        assertOpen();
    }

    /// Expects the server to close with `code`, with at most a `pusher:error` of the same code before it.
    public Frame expectClose(int code) {
        return expectClose(socket, code);
    }

    /// Expects a connection, established or not, to be closed with `code` before anything else but a `pusher:error` of
    /// the same code.
    public static Frame expectClose(RawWebSocket socket, int code) {
        Frame frame = socket.receiveMessage();
        if (frame.opcode() == Frame.TEXT) {
            Message message = message(frame);
            if (!message.isError() || message.json().path("data").path("code").asInt() != code) {
                throw new AssertionError("Expected close " + code + ", got " + message);
            }
            frame = socket.receiveMessage();
        }
        if (frame.opcode() != Frame.CLOSE || frame.closeCode() != code) {
            throw new AssertionError("Expected close " + code + ", got "
                    + (frame.opcode() == Frame.CLOSE
                            ? "close " + frame.closeCode() + " " + frame.closeReason()
                            : frame));
        }
        return socket.answerClose(frame);
    }

    /// Says goodbye as a browser does, and waits for the server's end of it.
    public void closeCleanly() {
        socket.send(Frame.close(1000, ""));
        Frame answer = socket.receiveMessage();
        while (answer.opcode() != Frame.CLOSE) {
            answer = socket.receiveMessage();
        }
        socket.expectEnd();
    }

    /// Drops the TCP connection.
    @Override
    public void close() {
        socket.close();
    }

    private static Message message(Frame frame) {
        if (frame.opcode() == Frame.CLOSE) {
            throw new AssertionError("Closed with " + frame.closeCode() + " " + frame.closeReason());
        }
        if (frame.opcode() != Frame.TEXT) {
            throw new AssertionError("Expected a text message, got " + frame);
        }
        return Message.parse(frame.payload().text());
    }
}
