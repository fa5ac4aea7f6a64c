package dev.anemone.model;

/// Names an app (a tenant) in REST paths. Opaque; Pusher's are decimal.
///
/// @param value 1 to 64 characters of `A-Z a-z 0-9 _ -`
public record AppId(String value) {
    public AppId {
        Names.requireToken("app id", value);
    }

    @Override
    public String toString() {
        return value;
    }
}
