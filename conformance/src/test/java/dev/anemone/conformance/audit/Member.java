package dev.anemone.conformance.audit;

import com.fasterxml.jackson.databind.JsonNode;
import dev.anemone.conformance.pusher.Json;
import dev.anemone.conformance.pusher.Message;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.BiConsumer;

/// A member of the presence channel, who keeps the list of members as client libraries do. Thread-safe.
final class Member implements Client.Part {
    static final String ROOM = "presence-room";

    private final String user;
    private final boolean returns;
    private final Set<String> others = new TreeSet<>();
    private boolean joined;
    private boolean wasThere;

    /// @param returns whether to join again when the connection ends
    Member(String user, boolean returns) {
        this.user = user;
        this.returns = returns;
    }

    String user() {
        return user;
    }

    @Override
    public void connected(Node node, String socketId, BiConsumer<String, Map<String, ?>> send) {
        String data = Json.text(Map.of("user_id", user));
        send.accept("pusher:subscribe", Map.of("channel", ROOM, "channel_data", data, "auth",
                Node.APP.auth(socketId, ROOM, data)));
    }

    @Override
    public synchronized void heard(Message message, long at) {
        switch (message.event()) {
            case "pusher_internal:subscription_succeeded" -> {
                joined = true;
                wasThere = true;
                for (JsonNode id : message.decodedData().path("presence").path("ids")) {
                    others.add(id.textValue());
                }
            }
            case "pusher_internal:member_added" -> others.add(userIn(message));
            case "pusher_internal:member_removed" -> others.remove(userIn(message));
            default -> {}
        }
    }

    private static String userIn(Message message) {
        return message.decodedData().path("user_id").textValue();
    }

    @Override
    public synchronized boolean disconnected(long at) {
        joined = false;
        others.clear();
        return returns || !wasThere;
    }

    synchronized boolean joined() {
        return joined;
    }

    /// Whom it takes for members, itself among them.
    synchronized Set<String> list() {
        return new TreeSet<>(others);
    }
}
