package dev.anemone.model;

import org.jspecify.annotations.Nullable;

/// A well-formed channel name, and the kind its prefix makes it.
///
/// The grammar is Pusher's ("Channel naming conventions"): `A-Z a-z 0-9 _ - = @ , . ;`. The only name with a `#` is
/// `#server-to-user-{user id}`. The length an app accepts is its own limit ([Limits#maxChannelNameLength], 164 by
/// default); this type admits up to [#MAX_LENGTH].
public final class ChannelName {
    /// The longest name of any app, in characters, prefix included.
    public static final int MAX_LENGTH = 200;

    private static final String PUNCTUATION = "_-=@,.;";

    private final String value;
    private final ChannelKind kind;

    /// @throws MalformedNameException unless `value` follows the grammar
    public ChannelName(String value) {
        if (!wellFormed(value)) {
            throw new MalformedNameException("channel", value);
        }
        this.value = value;
        this.kind = ChannelKind.of(value);
    }

    /// Every publish comes through here, once for each of its channels: a regular expression took 1.2 % of its time.
    private static boolean wellFormed(String value) {
        String serverToUser = ChannelKind.SERVER_TO_USER.prefix();
        int start = value.startsWith(serverToUser) ? serverToUser.length() : 0;
        if (value.length() > MAX_LENGTH || value.length() == start) {
            return false;
        }
        for (int i = start; i < value.length(); i++) {
            if (!allowed(value.charAt(i))) {
                return false;
            }
        }
        return true;
    }

    private static boolean allowed(char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9')
                || PUNCTUATION.indexOf(c) >= 0;
    }

    /// The channel that reaches every signed-in connection of `user`.
    ///
    /// @throws MalformedNameException if the id has characters that channel names lack
    public static ChannelName serverToUser(UserId user) {
        return new ChannelName(ChannelKind.SERVER_TO_USER.prefix() + user.value());
    }

    /// The name, prefix included.
    public String value() {
        return value;
    }

    /// What the prefix promises.
    public ChannelKind kind() {
        return kind;
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof ChannelName that && value.equals(that.value);
    }

    @Override
    public int hashCode() {
        return value.hashCode();
    }

    @Override
    public String toString() {
        return value;
    }
}
