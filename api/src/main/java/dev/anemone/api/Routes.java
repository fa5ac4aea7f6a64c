package dev.anemone.api;

import static dev.anemone.api.http.BlockingHandler.blocking;
import static dev.anemone.api.http.Route.get;
import static dev.anemone.api.http.Route.post;

import dev.anemone.api.channels.ChannelInfoReader;
import dev.anemone.api.channels.ListChannelsHandler;
import dev.anemone.api.channels.ListUsersHandler;
import dev.anemone.api.channels.ShowChannelHandler;
import dev.anemone.api.channels.ShowHistoryHandler;
import dev.anemone.api.events.Publishing;
import dev.anemone.api.events.TriggerBatchHandler;
import dev.anemone.api.events.TriggerEventHandler;
import dev.anemone.api.events.TriggerRawEventHandler;
import dev.anemone.api.http.Rates;
import dev.anemone.api.http.Route;
import dev.anemone.api.revocations.RevokeHandler;
import dev.anemone.api.users.TerminateConnectionsHandler;
import dev.anemone.api.webhooks.ListDeliveriesHandler;
import dev.anemone.api.webhooks.ReplayDeliveryHandler;
import dev.anemone.store.Occupancy;
import dev.anemone.store.Presence;
import dev.anemone.store.Store;
import java.time.InstantSource;
import java.util.List;

/// The whole REST API (Pusher docs, "HTTP API reference"). Triggering and revoking run on I/O threads and never block; the
/// rest runs on virtual threads.
final class Routes {
    private Routes() {}

    static List<Route> of(Store store, Rates rates, InstantSource clock) {
        Presence presence = store.presence();
        Occupancy occupancy = store.occupancy();
        var info = new ChannelInfoReader(presence, occupancy);
        var publishing = new Publishing(store.broker(), info, rates);
        return List.of(
                post("/apps/{app}/events", new TriggerEventHandler(publishing)),
                post("/apps/{app}/batch_events", new TriggerBatchHandler(publishing)),
                get("/apps/{app}/channels", rates.asking(blocking(new ListChannelsHandler(occupancy, info)))),
                get("/apps/{app}/channels/{channel}",
                        rates.asking(blocking(new ShowChannelHandler(occupancy, store.cacheChannels(), info)))),
                get("/apps/{app}/channels/{channel}/users", rates.asking(blocking(new ListUsersHandler(presence)))),
                get("/apps/{app}/channels/{channel}/history",
                        rates.asking(blocking(new ShowHistoryHandler(store.history())))),
                post("/apps/{app}/users/{user}/terminate_connections",
                        blocking(new TerminateConnectionsHandler(store.users()))),
                post("/apps/{app}/revocations", new RevokeHandler(store.revocations(), clock)),
                post("/apps/{app}/channels/{channel}/events", new TriggerRawEventHandler(publishing)),
                get("/apps/{app}/webhooks/deliveries",
                        rates.asking(blocking(new ListDeliveriesHandler(store.webhookQueue())))),
                post("/apps/{app}/webhooks/deliveries/{delivery}/replay",
                        blocking(new ReplayDeliveryHandler(store.webhookQueue()))));
    }
}
