package dev.anemone.model;

import java.util.List;

/// How much history the channels of an app have: the first rule that names a channel decides.
///
/// @param rules in the order in which they are asked; [HistoryRule#DEFAULT] is asked last and need not be among them
public record HistoryRules(List<HistoryRule> rules) {
    /// 100 publications and 2 minutes for every channel.
    public static final HistoryRules DEFAULTS = new HistoryRules(List.of());

    public HistoryRules {
        rules = List.copyOf(rules);
    }

    /// The rule for `channel`.
    public HistoryRule of(ChannelName channel) {
        for (HistoryRule rule : rules) {
            if (rule.channels().matches(channel.value())) {
                return rule;
            }
        }
        return HistoryRule.DEFAULT;
    }
}
