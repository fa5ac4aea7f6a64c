package dev.anemone.model;

import java.util.random.RandomGenerator;
import java.util.regex.Pattern;

/// Names one connection, unique across nodes, e.g. `131160.155806628`. Backends sign it and exclude by it.
///
/// @param value two decimal numbers with a dot between, at most 40 characters: the shape that every server SDK checks
public record SocketId(String value) {
    private static final Pattern WELL_FORMED = Pattern.compile("[0-9]{1,20}\\.[0-9]{1,19}");

    public SocketId {
        if (!WELL_FORMED.matcher(value).matches()) {
            throw new MalformedNameException("socket id", value);
        }
    }

    /// A new id from 62 random bits, no leading zeros. With a million live connections the chance that one more
    /// collides is below one in 10^12.
    public static SocketId random(RandomGenerator random) {
        return new SocketId(random.nextInt(1, Integer.MAX_VALUE) + "." + random.nextInt(1, Integer.MAX_VALUE));
    }

    @Override
    public String toString() {
        return value;
    }
}
