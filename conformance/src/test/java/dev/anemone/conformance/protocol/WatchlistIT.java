package dev.anemone.conformance.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import dev.anemone.conformance.coverage.PC;
import dev.anemone.conformance.pusher.Json;
import dev.anemone.conformance.pusher.Message;
import dev.anemone.conformance.pusher.PusherConnection;
import dev.anemone.conformance.server.App;
import dev.anemone.conformance.server.Conformance;
import dev.anemone.conformance.server.Of;
import dev.anemone.conformance.server.Tenant;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/// Users who want to know when others come and go.
@Conformance
class WatchlistIT {
    private static final String WATCHLIST = "pusher_internal:watchlist_events";

    private static String watching(String id, List<String> others) {
        return Json.text(Map.of("id", id, "watchlist", others));
    }

    private static void expectStatus(PusherConnection watcher, String name, String user) {
        assertThat(watcher.expectEvent(WATCHLIST).decodedData()).isEqualTo(Json.parse(
                "{\"events\":[{\"name\":\"" + name + "\",\"user_ids\":[\"" + user + "\"]}]}"));
    }

    @Test
    @PC({156, 158})
    void theFirstFrameNamesWhoIsOnlineAndWhoIsNot(@Of(Tenant.WATCHING) App app) {
        String here = app.channel("b-");
        String gone = app.channel("c-");
        app.connect().signInAs(here);
        PusherConnection watcher = app.connect();

        watcher.signIn(watching(app.channel("a-"), List.of(here, gone)));

        Message statuses = watcher.expectEvent(WATCHLIST);
        assertThat(statuses.decodedData().path("events")).containsExactlyInAnyOrder(
                Json.parse("{\"name\":\"online\",\"user_ids\":[\"" + here + "\"]}"),
                Json.parse("{\"name\":\"offline\",\"user_ids\":[\"" + gone + "\"]}"));
        assertThat(statuses.json().has("channel")).isFalse();
        watcher.expectNothing();
    }

    @Test
    @PC(157)
    void aUserComesOnceAndGoesOnce(@Of(Tenant.WATCHING) App app) {
        String watched = app.channel("b-");
        PusherConnection watcher = app.connect();
        watcher.signIn(watching(app.channel("a-"), List.of(watched)));
        expectStatus(watcher, "offline", watched);

        PusherConnection one = app.connect();
        one.signInAs(watched);
        expectStatus(watcher, "online", watched);
        PusherConnection two = app.connect();
        two.signInAs(watched);
        watcher.expectNothing();
        one.closeCleanly();
        two.assertOpen();
        watcher.expectNothing();
        two.closeCleanly();

        expectStatus(watcher, "offline", watched);
    }

    @Test
    @PC(159)
    void aWatchlistIsCutAtItsLimit(@Of(Tenant.WATCHING) App app) {
        String prefix = app.channel("w-");
        List<String> others = IntStream.rangeClosed(1, 101).mapToObj(i -> prefix + "-" + i).toList();
        PusherConnection watcher = app.connect();

        watcher.signIn(watching(app.channel("a-"), others));

        assertThat(watcher.expectEvent(WATCHLIST).decodedData().path("events").path(0).path("user_ids")).hasSize(100);
        assertThat(watcher.expectEvent("pusher:error").json().path("data").path("code").intValue()).isEqualTo(4302);
        app.connect().signInAs(others.get(100));
        watcher.expectNothing();
        app.connect().signInAs(others.get(99));
        expectStatus(watcher, "online", others.get(99));
    }
}
