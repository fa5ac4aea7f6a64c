package dev.anemone.bench.jmh;

import dev.anemone.model.EventData;

/// Event data like what customers send: a JSON object in a string, so every quote of it is escaped.
public final class Payloads {
    private static final String MEMBER = "\"price\":104.25,\"volume\":1200,\"symbol\":\"ANEM\",";

    private Payloads() {}

    /// The text of an object of `bytes` characters, all of them ASCII.
    public static String object(int bytes) {
        var text = new StringBuilder("{");
        while (text.length() + MEMBER.length() + "\"pad\":\"\"}".length() <= bytes) {
            text.append(MEMBER);
        }
        text.append("\"pad\":\"");
        return text.append("x".repeat(bytes - text.length() - 2)).append("\"}").toString();
    }

    /// The same as data of an event.
    public static EventData data(int bytes) {
        return EventData.ofString(object(bytes));
    }
}
