package dev.anemone.store.memory;

import dev.anemone.model.App;
import dev.anemone.model.AppId;
import dev.anemone.model.ChannelKey;
import dev.anemone.model.LifecycleEvent;
import dev.anemone.model.LifecycleEvent.CacheMissed;
import dev.anemone.model.LifecycleEvent.CountChanged;
import dev.anemone.model.LifecycleEvent.MemberCame;
import dev.anemone.model.LifecycleEvent.MemberWent;
import dev.anemone.model.LifecycleEvent.Occupied;
import dev.anemone.model.LifecycleEvent.Vacated;
import dev.anemone.model.UserId;
import dev.anemone.model.Webhook;
import dev.anemone.store.Scheduler;
import dev.anemone.store.WebhookRules;
import java.util.Optional;
import java.util.function.Function;

/// Makes of the changes of channels what webhooks are to tell. Thread-safe: it may be called under the lock of a channel's
/// state, and must be, where the order of a channel's changes matters.
final class Lifecycle {
    private final Function<AppId, Optional<App>> apps;
    private final Journal journal;
    private final Departures departures;
    private final PacedCounts counts;
    private final CacheMisses misses;

    /// @param apps the app of an id, as known at this moment; asked often
    Lifecycle(Function<AppId, Optional<App>> apps, Journal journal, WebhookRules rules, Scheduler scheduler) {
        this.apps = apps;
        this.journal = journal;
        this.departures = new Departures(rules.grace(), scheduler, this::append);
        this.counts = new PacedCounts(rules.unpacedSubscriptionCount(), rules.subscriptionCountInterval(), scheduler,
                this::append);
        this.misses = new CacheMisses(rules.cacheMissInterval(), scheduler);
    }

    /// Notes an event that some webhook wants, unless it is a cache miss that is known.
    void append(LifecycleEvent event) {
        Optional<App> app = apps.apply(event.channel().app());
        if (app.isPresent() && wanted(app.get(), event)
                && (!(event instanceof CacheMissed) || misses.isNew(event.channel()))) {
            journal.append(event);
        }
    }

    /// A channel of `app` has `after` subscriptions and had `before`, which is another number.
    void counted(App app, ChannelKey channel, int before, int after) {
        if (app.webhooks().isEmpty() || !channel.channel().kind().listed()) {
            return;
        }
        if (before == 0) {
            arrived(app, new Occupied(channel), new Vacated(channel));
        } else if (after == 0) {
            departed(app, new Occupied(channel), new Vacated(channel));
        }
        var change = new CountChanged(channel, after);
        if (app.subscriptionCount() && channel.channel().kind().countsSubscriptions() && wanted(app, change)) {
            counts.changed(change);
        }
    }

    /// A user has come to a presence channel with the first connection.
    void came(ChannelKey channel, UserId user) {
        apps.apply(channel.app())
                .ifPresent(app -> arrived(app, new MemberCame(channel, user), new MemberWent(channel, user)));
    }

    /// A user has left a presence channel with the last connection.
    void went(ChannelKey channel, UserId user) {
        apps.apply(channel.app())
                .ifPresent(app -> departed(app, new MemberCame(channel, user), new MemberWent(channel, user)));
    }

    /// A cache channel has an event: its next miss is news.
    void filled(ChannelKey channel) {
        misses.filled(channel);
    }

    /// Whoever wants only one of the two still has to be spared it if the other one cancels it.
    private void arrived(App app, LifecycleEvent arrival, LifecycleEvent departure) {
        if (wanted(app, arrival) || wanted(app, departure)) {
            departures.arrived(arrival);
        }
    }

    private void departed(App app, LifecycleEvent arrival, LifecycleEvent departure) {
        if (wanted(app, arrival) || wanted(app, departure)) {
            departures.departed(arrival, departure);
        }
    }

    private static boolean wanted(App app, LifecycleEvent event) {
        for (Webhook webhook : app.webhooks()) {
            if (webhook.wants(event)) {
                return true;
            }
        }
        return false;
    }
}
