package dev.anemone.gateway.protocol;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/// What a frame is about, for transports whose readers hear one channel and nothing of the protocol.
public enum FrameKind {
    /// An event of the customer's backend or of another client.
    EVENT,
    /// The channel was entered.
    SUBSCRIBED,
    /// Something was refused.
    ERROR,
    /// The channel was refused, or access to it was taken back.
    CHANNEL_ERROR,
    /// Anything else that is between server and library.
    PROTOCOL;

    private static final byte[] SUBSCRIPTION_SUCCEEDED = bytes("{\"event\":\"pusher_internal:subscription_succeeded\"");
    private static final byte[] PUSHER_ERROR = bytes("{\"event\":\"pusher:error\"");
    private static final byte[] SUBSCRIPTION_ERROR = bytes("{\"event\":\"pusher:subscription_error\"");
    private static final byte[] ANEMONE_TOKEN = bytes("{\"event\":\"anemone:token_");
    private static final byte[] ANEMONE_POSITION = bytes("{\"event\":\"anemone:position\"");
    private static final byte[] PUSHER = bytes("{\"event\":\"pusher:");
    private static final byte[] PUSHER_INTERNAL = bytes("{\"event\":\"pusher_internal:");

    /// The kind of `frame`, whose event [MessageEncoder] always writes first.
    public static FrameKind of(Frame frame) {
        if (begins(frame, SUBSCRIPTION_SUCCEEDED)) {
            return SUBSCRIBED;
        }
        if (begins(frame, PUSHER_ERROR)) {
            return ERROR;
        }
        if (begins(frame, SUBSCRIPTION_ERROR)) {
            return CHANNEL_ERROR;
        }
        return begins(frame, PUSHER) || begins(frame, PUSHER_INTERNAL) || begins(frame, ANEMONE_TOKEN)
                || begins(frame, ANEMONE_POSITION)
                        ? PROTOCOL
                        : EVENT;
    }

    private static boolean begins(Frame frame, byte[] prefix) {
        int from = frame.payloadOffset();
        return frame.size() - from >= prefix.length
                && Arrays.equals(frame.wire(), from, from + prefix.length, prefix, 0, prefix.length);
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }
}
