package dev.anemone.gateway.session;

import dev.anemone.model.App;
import dev.anemone.model.AppId;
import dev.anemone.model.AppKey;
import dev.anemone.model.Credential;
import dev.anemone.model.Limits;
import java.util.List;

/// Apps for tests. The credentials are those of Pusher's worked examples.
public final class Apps {
    public static final Credential CREDENTIAL = new Credential(new AppKey("278d425bdf160c739803"),
            "7ad3773142a6692b25b8");
    /// Everything is allowed, nothing is limited but by the defaults.
    public static final App OPEN = app("1", CREDENTIAL, true, false, App.UNLIMITED, true);

    private Apps() {}

    /// An app with one credential and default limits.
    public static App app(String id, Credential credential, boolean enabled, boolean sslOnly, int maxConnections,
            boolean clientEvents) {
        return App.builder(new AppId(id), List.of(credential))
                .enabled(enabled)
                .sslOnly(sslOnly)
                .maxConnections(maxConnections)
                .clientEvents(clientEvents)
                .build();
    }

    /// Default limits but for one.
    static Limits clientEventsPerSecond(int rate) {
        Limits d = Limits.DEFAULTS;
        return new Limits(d.maxChannelNameLength(), d.maxEventNameLength(), d.maxEventDataBytes(),
                d.maxChannelsPerEvent(), d.maxBatchEvents(), d.backendEventsPerSecond(), rate,
                d.readRequestsPerSecond(), d.maxPresenceMembers(), d.maxUserInfoBytes(), d.maxUserIdLength(),
                d.maxWatchlistUsers(), d.cacheTtl());
    }

    /// [#OPEN] with other limits.
    public static App with(Limits limits) {
        return OPEN.toBuilder().limits(limits).build();
    }
}
