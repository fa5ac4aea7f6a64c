package dev.anemone.server.config;

import dev.anemone.model.ChannelName;
import dev.anemone.model.Glob;
import dev.anemone.model.HistoryRule;
import java.time.Duration;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// How much history some channels of an app have, as an operator describes it.
///
/// @param channels the pattern of their names, in which each `*` stands for any characters; required
/// @param enabled `false` for none
/// @param size publications of a channel
/// @param ttl how long each is kept
public record HistoryConfig(@Nullable String channels, boolean enabled, int size, Duration ttl) {
    /// What holds for a rule that only says for which channels it is.
    public static final HistoryConfig DEFAULTS = new HistoryConfig(null, true, HistoryRule.DEFAULT.size(),
            HistoryRule.DEFAULT.ttl());

    /// Stars, and what channel names are made of.
    private static final Pattern CHANNELS = Pattern
            .compile("#?[A-Za-z0-9_\\-=@,.;*]{1," + ChannelName.MAX_LENGTH + "}");

    /// What an operator would write to describe `rule`.
    static HistoryConfig of(HistoryRule rule) {
        return new HistoryConfig(rule.channels().toString(), rule.on(), rule.on() ? rule.size() : DEFAULTS.size(),
                rule.ttl());
    }

    /// The rule.
    ///
    /// @throws IllegalArgumentException if it is none; names the key
    HistoryRule toRule() {
        if (channels == null || !CHANNELS.matcher(channels).matches()) {
            throw new IllegalArgumentException("channels: expected names of channels, in which each * stands for any"
                    + " characters, like \"private-chat-*\", got "
                    + (channels == null ? "nothing" : Secrecy.quoted("channels", channels)));
        }
        if (size < 1 || size > HistoryRule.MAX_SIZE) {
            throw new IllegalArgumentException("size: expected 1 to " + HistoryRule.MAX_SIZE
                    + " (for none, enabled: false), got " + size);
        }
        return new HistoryRule(Glob.of(channels), enabled ? size : 0, ttl);
    }
}
