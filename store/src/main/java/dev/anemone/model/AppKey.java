package dev.anemone.model;

/// The public half of an app's credentials: clients connect with it, signatures name it.
///
/// @param value 1 to 64 characters of `A-Z a-z 0-9 _ -`
public record AppKey(String value) {
    public AppKey {
        Names.requireToken("app key", value);
    }

    @Override
    public String toString() {
        return value;
    }
}
