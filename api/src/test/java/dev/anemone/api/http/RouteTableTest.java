package dev.anemone.api.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RouteTableTest {
    private static final RequestHandler LIST = _ -> CompletableFuture.completedStage(Reply.OK);
    private static final RequestHandler SHOW = _ -> CompletableFuture.completedStage(Reply.OK);
    private static final RequestHandler TRIGGER = _ -> CompletableFuture.completedStage(Reply.ACCEPTED);

    private final RouteTable routes = new RouteTable(List.of(
            Route.get("/apps/{app}/channels", LIST), Route.get("/apps/{app}/channels/{channel}", SHOW),
            Route.post("/apps/{app}/channels/{channel}", TRIGGER)));

    @Test
    void variablesStandForOneSegment() {
        assertThat(routes.match("GET", List.of("apps", "3", "channels")))
                .isEqualTo(Checked.valid(new RouteTable.Match(LIST, Map.of("app", "3"))));
        assertThat(routes.match("GET", List.of("apps", "3", "channels", "a")))
                .isEqualTo(Checked.valid(new RouteTable.Match(SHOW, Map.of("app", "3", "channel", "a"))));
        assertThat(routes.match("POST", List.of("apps", "3", "channels", "a")))
                .isEqualTo(Checked.valid(new RouteTable.Match(TRIGGER, Map.of("app", "3", "channel", "a"))));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "apps", "apps/3", "apps/3/channel", "Apps/3/channels", "apps//channels",
            "apps/3/channels/a/b", "x/apps/3/channels"})
    void otherPathsAreNotFound(String path) {
        assertThat(refusal("GET", List.of(path.split("/", -1))).status()).isEqualTo(404);
    }

    @Test
    void otherMethodsAreToldWhichWouldDo() {
        assertThat(refusal("POST", List.of("apps", "3", "channels")).headers()).containsEntry("Allow", "GET");
        Reply reply = refusal("HEAD", List.of("apps", "3", "channels", "a"));
        assertThat(reply.status()).isEqualTo(405);
        assertThat(reply.headers()).containsEntry("Allow", "GET, POST");
    }

    private Reply refusal(String method, List<String> segments) {
        return switch (routes.match(method, segments)) {
            case Checked.Refused<RouteTable.Match>(Reply reply) -> reply;
            case Checked.Valid<RouteTable.Match> valid -> throw new AssertionError(valid);
        };
    }
}
