package dev.anemone.conformance.security;

import static org.assertj.core.api.Assertions.assertThat;

import dev.anemone.conformance.coverage.PC;
import dev.anemone.conformance.pusher.PusherConnection;
import dev.anemone.conformance.pusher.SignedRequest;
import dev.anemone.conformance.server.App;
import dev.anemone.conformance.server.Conformance;
import dev.anemone.conformance.server.Of;
import dev.anemone.conformance.server.Tenant;
import java.util.Map;
import org.junit.jupiter.api.Test;

/// Signatures that somebody has overheard.
@Conformance
class ReplayIT {
    /// The protocol has nothing against it, so TLS and a short `api.timestamp-skew` must; it is said in the configuration
    /// page. Here it is shown, so that nobody believes otherwise.
    @Test
    void aRequestMayBeSentAgainWithinTheSkew(App app) {
        PusherConnection client = app.connect();
        String channel = app.channel("replayed-");
        client.subscribe(channel);
        SignedRequest request = event(app, channel);

        assertThat(app.rest().sendRaw(request, request.target()).status()).isEqualTo(200);
        assertThat(app.rest().sendRaw(request, request.target()).status()).isEqualTo(200);

        client.expectEvent("e", channel);
        client.expectEvent("e", channel);
    }

    @Test
    @PC(169)
    void andNotAfterIt(App app) {
        SignedRequest request = event(app, "c").with("auth_timestamp",
                Long.toString(System.currentTimeMillis() / 1_000 - 3_600));
        assertThat(app.rest().sendRaw(request, request.target()).status()).isEqualTo(401);
    }

    @Test
    @PC(172)
    void itsSignatureSignsNothingElse(App app) {
        SignedRequest request = event(app, "c");
        SignedRequest other = app.rest().post("/events", Map.of("name", "e", "channel", "d", "data", ""));
        assertThat(app.rest().send(other.spoiling(_ -> request.signature())).statusCode()).isEqualTo(401);
    }

    /// A subscription is signed for one connection and one channel of one app.
    @Test
    @PC(178)
    void aSubscriptionsSignatureIsOfNoUseToOthers(App app, @Of(Tenant.NEIGHBOUR) App neighbour) {
        String channel = app.channel("private-");
        PusherConnection owner = app.connect();
        String auth = app.credentials().auth(owner.socketId(), channel);
        PusherConnection thief = app.connect();
        PusherConnection stranger = neighbour.connect();

        thief.sendSubscribe(Map.of("channel", channel, "auth", auth));
        thief.expectRefused(channel);
        stranger.sendSubscribe(Map.of("channel", channel, "auth", auth));
        stranger.expectRefused(channel);
        stranger.sendSubscribe(Map.of("channel", channel, "auth",
                app.credentials().auth(stranger.socketId(), channel)));
        stranger.expectRefused(channel);
        owner.sendSubscribe(Map.of("channel", channel + "x", "auth", auth));
        owner.expectRefused(channel + "x");
        owner.sendSubscribe(Map.of("channel", channel, "auth", auth));
        owner.expectSubscribed(channel);
    }

    private static SignedRequest event(App app, String channel) {
        return app.rest().post("/events", Map.of("name", "e", "channel", channel, "data", ""));
    }
}
