package dev.anemone.model;

import java.util.random.RandomGenerator;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// Names one connection, unique across nodes, e.g. `131160.155806628`. Backends sign it and exclude by it.
///
/// Two decimal numbers with a dot between, at most 40 characters: the shape that every server SDK checks. Each connection
/// has one for as long as it lives, so those that this service makes are kept as numbers and spelled when they are needed.
public final class SocketId {
    private static final Pattern WELL_FORMED = Pattern.compile("[0-9]{1,20}\\.[0-9]{1,19}");
    /// The shape of ours, with room for numbers that are too large.
    private static final Pattern OURS = Pattern.compile("[1-9][0-9]{0,9}\\.[1-9][0-9]{0,9}");

    private final int first;
    private final int second;
    /// The text of an id that is not ours; `null` of one that is.
    private final @Nullable String other;

    /// The id that `value` spells.
    ///
    /// @throws MalformedNameException if it spells none
    public SocketId(String value) {
        if (!WELL_FORMED.matcher(value).matches()) {
            throw new MalformedNameException("socket id", value);
        }
        int dot = value.indexOf('.');
        boolean ours = OURS.matcher(value).matches() && Long.parseLong(value, 0, dot, 10) <= Integer.MAX_VALUE
                && Long.parseLong(value, dot + 1, value.length(), 10) <= Integer.MAX_VALUE;
        first = ours ? Integer.parseInt(value, 0, dot, 10) : 0;
        second = ours ? Integer.parseInt(value, dot + 1, value.length(), 10) : 0;
        other = ours ? null : value;
    }

    private SocketId(int first, int second) {
        this.first = first;
        this.second = second;
        this.other = null;
    }

    /// A new id from 62 random bits, no leading zeros. With a million live connections the chance that one more
    /// collides is below one in 10^12.
    public static SocketId random(RandomGenerator random) {
        return new SocketId(random.nextInt(1, Integer.MAX_VALUE), random.nextInt(1, Integer.MAX_VALUE));
    }

    /// The id as it is written.
    public String value() {
        return other == null ? first + "." + second : other;
    }

    @Override
    public boolean equals(@Nullable Object object) {
        return object instanceof SocketId that && first == that.first && second == that.second
                && (other == null ? that.other == null : other.equals(that.other));
    }

    @Override
    public int hashCode() {
        return other == null ? 31 * first + second : other.hashCode();
    }

    @Override
    public String toString() {
        return value();
    }
}
