package dev.anemone.model;

/// The name of an event, as publishers chose it: any characters (Laravel sends `App\Events\OrderShipped`).
///
/// @param value 1 to [#MAX_LENGTH] characters; what an app accepts is its own limit ([Limits#maxEventNameLength])
public record EventName(String value) {
    /// The longest name of any app, in characters.
    public static final int MAX_LENGTH = 1_000;

    public EventName {
        if (value.isEmpty() || value.length() > MAX_LENGTH) {
            throw new MalformedNameException("event", value);
        }
    }

    /// Whether the name is one that only the service may send (`pusher:`, `pusher_internal:`).
    public boolean reserved() {
        return value.startsWith("pusher:") || value.startsWith("pusher_internal:");
    }

    /// Whether the name is one that clients may send (`client-`).
    public boolean fromClient() {
        return value.startsWith("client-");
    }

    @Override
    public String toString() {
        return value;
    }
}
