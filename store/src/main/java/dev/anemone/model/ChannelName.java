package dev.anemone.model;

import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// A well-formed channel name, and the kind its prefix makes it.
///
/// The grammar is Pusher's ("Channel naming conventions"): `A-Z a-z 0-9 _ - = @ , . ;`. The only name with a `#` is
/// `#server-to-user-{user id}`. The length an app accepts is its own limit ([Limits#maxChannelNameLength], 164 by
/// default); this type admits up to [#MAX_LENGTH].
public final class ChannelName {
    /// The longest name of any app, in characters, prefix included.
    public static final int MAX_LENGTH = 200;

    private static final Pattern WELL_FORMED = Pattern
            .compile("(?:#server-to-user-)?[A-Za-z0-9_\\-=@,.;]{1," + MAX_LENGTH + "}");

    private final String value;
    private final ChannelKind kind;

    /// @throws MalformedNameException unless `value` follows the grammar
    public ChannelName(String value) {
        if (value.length() > MAX_LENGTH || !WELL_FORMED.matcher(value).matches()) {
            throw new MalformedNameException("channel", value);
        }
        this.value = value;
        this.kind = ChannelKind.of(value);
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
