package dev.anemone.store.redis;

import dev.anemone.model.App;
import dev.anemone.model.AppId;
import dev.anemone.model.ChannelKey;
import dev.anemone.model.LifecycleEvent;
import dev.anemone.model.LifecycleEvent.CountChanged;
import dev.anemone.model.LifecycleEvent.MemberCame;
import dev.anemone.model.LifecycleEvent.MemberWent;
import dev.anemone.model.LifecycleEvent.Occupied;
import dev.anemone.model.LifecycleEvent.Vacated;
import dev.anemone.model.UserId;
import dev.anemone.store.WebhookRules;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/// On which terms scripts note what webhooks are to tell. Thread-safe.
final class LifecycleTerms {
    /// A partition holds its share of what may wait, as if the busiest had a sixteenth of it all, and never so little that a
    /// burst is lost.
    private static final int SHARE = 16;
    private static final int LEAST_WAITING = 1_000;
    private static final UserId ANYBODY = new UserId("-");

    private final Function<AppId, Optional<App>> apps;
    private final WebhookRules rules;

    /// @param apps the app of an id, as known at this moment
    LifecycleTerms(Function<AppId, Optional<App>> apps, WebhookRules rules) {
        this.apps = apps;
        this.rules = rules;
    }

    WebhookRules rules() {
        return rules;
    }

    /// Whether some webhook wants `event`.
    boolean wanted(LifecycleEvent event) {
        return apps.apply(event.channel().app()).filter(app -> wanted(app, event)).isPresent();
    }

    private static boolean wanted(App app, LifecycleEvent event) {
        return app.webhooks().stream().anyMatch(webhook -> webhook.wants(event));
    }

    /// The letters of the changes of a channel that some webhook wants; empty, in most cases.
    String letters(ChannelKey channel) {
        Optional<App> app = apps.apply(channel.app()).filter(known -> !known.webhooks().isEmpty());
        if (app.isEmpty() || !channel.channel().kind().listed()) {
            return "";
        }
        var events = new ArrayList<LifecycleEvent>(List.of(new Occupied(channel), new Vacated(channel),
                new MemberCame(channel, ANYBODY), new MemberWent(channel, ANYBODY)));
        if (app.get().subscriptionCount() && channel.channel().kind().countsSubscriptions()) {
            events.add(new CountChanged(channel, 0));
        }
        var letters = new StringBuilder();
        events.stream().filter(event -> wanted(app.get(), event)).map(LifecycleText::letter).forEach(letters::append);
        return letters.toString();
    }

    /// The terms as scripts take them.
    List<byte[]> arguments(String letters) {
        int max = Math.min(rules.maxWaitingEvents(), Math.max(LEAST_WAITING, rules.maxWaitingEvents() / SHARE));
        return List.of(RedisKeys.bytes(letters), number(rules.grace().toMillis()), number(max));
    }

    /// How counts are paced, as scripts take it.
    List<byte[]> pacing() {
        return List.of(number(rules.unpacedSubscriptionCount()), number(rules.subscriptionCountInterval().toMillis()));
    }

    private static byte[] number(long number) {
        return RedisKeys.bytes(Long.toString(number));
    }
}
