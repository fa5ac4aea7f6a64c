package dev.anemone.gateway.hub;

import dev.anemone.gateway.protocol.Frame;
import dev.anemone.gateway.protocol.MessageEncoder;

/// Frames that tests tell apart by a name of their own.
public final class Frames {
    private static final Frame MODEL = MessageEncoder.error("|");

    private Frames() {}

    /// A frame called `name`; what it says does not matter.
    public static Frame named(String name) {
        return MessageEncoder.error(name + "|");
    }

    /// A frame called `name` of exactly `bytes` bytes.
    public static Frame named(String name, int bytes) {
        String padding = "x".repeat(bytes - MODEL.size() - name.length() - (bytes > 65_545 ? 8 : bytes > 129 ? 2 : 0));
        Frame frame = MessageEncoder.error(name + "|" + padding);
        if (frame.size() != bytes) {
            throw new AssertionError("Expected " + bytes + " bytes, got " + frame.size());
        }
        return frame;
    }

    /// What [#named] called it.
    public static String name(Frame frame) {
        String json = frame.json();
        return json.substring(MODEL.json().indexOf('|'), json.indexOf('|'));
    }
}
