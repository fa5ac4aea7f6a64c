package dev.anemone.server.config;

import org.jspecify.annotations.Nullable;

/// One of several keys of an app.
///
/// @param key names the app in connections and signatures; required
/// @param secret signs for the key; required
public record KeyConfig(@Nullable String key, @Nullable String secret) {
    /// Nothing set.
    public static final KeyConfig DEFAULTS = new KeyConfig(null, null);

    @Override
    public String toString() {
        return "KeyConfig[key=" + key + ", secret=…]";
    }
}
