package dev.anemone.model;

/// A user as the customer's backend names them: a presence member, or a signed-in identity.
///
/// @param value 1 to [#MAX_LENGTH] characters, any; what an app accepts is its own limit ([Limits#maxUserIdLength])
public record UserId(String value) {
    /// The longest id of any app, in characters.
    public static final int MAX_LENGTH = 512;

    public UserId {
        if (value.isEmpty() || value.length() > MAX_LENGTH) {
            throw new MalformedNameException("user id", value);
        }
    }

    @Override
    public String toString() {
        return value;
    }
}
