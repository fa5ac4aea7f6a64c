package dev.anemone.store;

import dev.anemone.model.AppId;
import dev.anemone.model.ChannelKey;
import dev.anemone.model.ChannelName;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionStage;

/// How many subscriptions each channel has, over all nodes. A channel is occupied while it has one.
public interface Occupancy {
    /// Says how many subscriptions this node holds on `channel` from now on; replaces what it said before. Calls for one
    /// channel come one at a time. A change between none and some is visible to this node's readers at once, and to others as soon as the store has it;
    /// other changes soon after.
    void report(ChannelKey channel, int subscriptions);

    /// The app's occupied channels whose names start with `prefix`, with their subscription counts. Channels that are not
    /// [dev.anemone.model.ChannelKind#listed] are left out.
    CompletionStage<Map<ChannelName, Integer>> occupied(AppId app, String prefix);

    /// For each channel in turn, how many subscriptions it has.
    CompletionStage<List<Integer>> subscriptions(List<ChannelKey> channels);
}
