package dev.anemone.api.channels;

import static dev.anemone.api.Apps.channel;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.aMapWithSize;
import static org.hamcrest.Matchers.equalTo;

import dev.anemone.api.ApiServer;
import dev.anemone.api.Apps;
import dev.anemone.api.Signed;
import dev.anemone.model.ChannelKey;
import dev.anemone.model.ChannelName;
import dev.anemone.model.Member;
import dev.anemone.model.SocketId;
import dev.anemone.model.UserId;
import io.restassured.response.ValidatableResponse;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// PC-205 to PC-214: asking about channels.
class ChannelQueriesTest {
    private final ApiServer server = ApiServer.start();

    @AfterEach
    void stop() {
        server.close();
    }

    @Test
    void pc205OccupiedChannelsAreListedWithoutMore() {
        answered("/apps/3/channels", "{\"channels\":{}}");
        occupy("a", 2);
        occupy("presence-b", 1);
        occupy("gone", 1);
        occupy("gone", 0);
        server.store().occupancy().report(new ChannelKey(Apps.OTHER_APP.id(), new ChannelName("theirs")), 1);
        get("/apps/3/channels", Map.of()).statusCode(200)
                .contentType(equalTo("application/json"))
                .body("", aMapWithSize(1))
                .body("channels", equalTo(Map.of("a", Map.of(), "presence-b", Map.of())));
    }

    @Test
    void channelsOfUsersAreNotListed() {
        occupy("#server-to-user-1", 1);
        answered("/apps/3/channels", "{\"channels\":{}}");
    }

    @Test
    void pc206APrefixNarrowsTheList() {
        occupy("presence-a", 1);
        occupy("private-a", 1);
        get("/apps/3/channels", Map.of("filter_by_prefix", "presence-")).statusCode(200)
                .body(equalTo("{\"channels\":{\"presence-a\":{}}}"));
        get("/apps/3/channels", Map.of("filter_by_prefix", "none")).statusCode(200).body(equalTo("{\"channels\":{}}"));
    }

    @Test
    void pc207UsersAreCountedWhereTheyAreKnown() {
        occupy("presence-a", 3);
        join("presence-a", "1.1", "one");
        get("/apps/3/channels", Map.of("filter_by_prefix", "presence-", "info", "user_count")).statusCode(200)
                .body(equalTo("{\"channels\":{\"presence-a\":{\"user_count\":1}}}"));
        for (var parameters : List.of(Map.of("info", "user_count"),
                Map.of("info", "user_count", "filter_by_prefix", "presence"))) {
            get("/apps/3/channels", parameters).statusCode(400)
                    .body(equalTo("user_count may only be requested for presence channels - "
                            + "please supply filter_by_prefix beginning with presence-\n"));
        }
    }

    @Test
    void pc208AUserWithTwoConnectionsCountsOnce() {
        join("presence-a", "1.1", "one");
        join("presence-a", "1.2", "one");
        join("presence-a", "1.3", "two");
        get("/apps/3/channels/presence-a", Map.of("info", "user_count")).statusCode(200)
                .body(equalTo("{\"occupied\":false,\"user_count\":2}"));
    }

    @Test
    void pc209AChannelIsOccupiedOrNot() {
        occupy("a", 1);
        answered("/apps/3/channels/a", "{\"occupied\":true}");
        answered("/apps/3/channels/never-used", "{\"occupied\":false}");
    }

    @Test
    void pc210OnlyPresenceChannelsHaveUsers() {
        get("/apps/3/channels/public", Map.of("info", "user_count")).statusCode(400)
                .body(equalTo("Cannot retrieve the user count unless the channel is a presence channel\n"));
        get("/apps/3/channels/presence-a", Map.of("info", "user_count")).statusCode(200)
                .body(equalTo("{\"occupied\":false,\"user_count\":0}"));
    }

    @Test
    void pc211SubscriptionsAreCountedForAppsThatOptedIn() {
        occupy("a", 3);
        occupy("presence-a", 2);
        join("presence-a", "1.1", "one");
        get("/apps/3/channels/a", Map.of("info", "subscription_count")).statusCode(200)
                .body(equalTo("{\"occupied\":true,\"subscription_count\":3}"));
        get("/apps/3/channels/presence-a", Map.of("info", "subscription_count, user_count")).statusCode(200)
                .body(equalTo("{\"occupied\":true,\"user_count\":1,\"subscription_count\":2}"));
        get("/apps/3/channels", Map.of("filter_by_prefix", "a", "info", "subscription_count")).statusCode(200)
                .body(equalTo("{\"channels\":{\"a\":{\"subscription_count\":3}}}"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"/apps/4/channels", "/apps/4/channels/a"})
    void anAppThatDidNotOptInIsRefusedSubscriptionCounts(String path) {
        server.request()
                .get(new Signed(Apps.OTHER_CREDENTIAL, Apps.NOW).get(path, Map.of("info", "subscription_count")))
                .then()
                .statusCode(400)
                .body(equalTo("subscription_count is not enabled for this app\n"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"/apps/3/channels", "/apps/3/channels/a"})
    void unknownInfoIsRefused(String path) {
        get(path, Map.of("info", "cash")).statusCode(400)
                .body(equalTo(
                        "Unknown info attribute: cash. Known are user_count, subscription_count, cache, position.\n"));
        get(path, Map.of("info", "x".repeat(1_000))).statusCode(400)
                .body(equalTo("Unknown info attribute: " + "x".repeat(40)
                        + "…. Known are user_count, subscription_count, cache, position.\n"));
    }

    @Test
    void pc212UsersAreListedOnceByTheirIds() {
        answered("/apps/3/channels/presence-x/users", "{\"users\":[]}");
        join("presence-x", "1.1", "1");
        join("presence-x", "1.2", "1");
        join("presence-x", "1.3", "\"é\\\ud800");
        answered("/apps/3/channels/presence-x/users", "{\"users\":[{\"id\":\"1\"},{\"id\":\"\\\"é\\\\\\ud800\"}]}");
    }

    @Test
    void pc213OnlyPresenceChannelsListUsers() {
        get("/apps/3/channels/private-x/users", Map.of()).statusCode(400)
                .body(equalTo("Users can only be retrieved for presence channels\n"));
    }

    @Test
    void pc213UsersAreListedWithoutParameters() {
        get("/apps/3/channels/presence-x/users", Map.of("info", "user_count")).statusCode(400)
                .body(equalTo("The following query string parameters are extraneous: info\n"));
        get("/apps/3/channels/presence-x/users", Map.of("a", "1", "b[]", "2")).statusCode(400)
                .body(equalTo("The following query string parameters are extraneous: a, b[]\n"));
    }

    @ParameterizedTest
    @CsvSource({"a=b@c;d.e", "a%3Db%40c%3Bd%2Ee", "a%3db@c%3bd.e"})
    void pc214NamesInPathsComeEscapedOrNot(String sent) {
        String name = "presence-a=b@c;d.e";
        String path = "/apps/3/channels/presence-" + sent;
        occupy(name, 1);
        join(name, "1.1", "one");
        for (String signedPath : new String[]{path, "/apps/3/channels/" + name}) {
            String shown = Signed.BY_APP.get(signedPath).replace(signedPath, path);
            server.request().get(shown).then().statusCode(200).body(equalTo("{\"occupied\":true}"));
            String users = Signed.BY_APP.get(signedPath + "/users").replace(signedPath, path);
            server.request().get(users).then().statusCode(200).body(equalTo("{\"users\":[{\"id\":\"one\"}]}"));
        }
    }

    @Test
    void pc214CommasToo() {
        occupy("a,b", 1);
        answered("/apps/3/channels/a,b", "{\"occupied\":true}");
        occupy("#server-to-user-1", 1);
        String path = "/apps/3/channels/%23server-to-user-1";
        server.request().get(Signed.BY_APP.get(path)).then().body(equalTo("{\"occupied\":true}"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"a%20b", "%C3%A9", "a:b", "a%2Fb"})
    void malformedNamesAreRefused(String name) {
        get("/apps/3/channels/" + name, Map.of()).statusCode(400);
        get("/apps/3/channels/" + name + "/users", Map.of()).statusCode(400);
    }

    @Test
    void aNameHasTheLengthThatItsAppAllows() {
        get("/apps/3/channels/" + "c".repeat(164), Map.of()).statusCode(200);
        get("/apps/3/channels/" + "c".repeat(165), Map.of()).statusCode(400);
    }

    private ValidatableResponse get(String path, Map<String, String> parameters) {
        return server.request().get(Signed.BY_APP.get(path, parameters).replace(" ", "%20")).then();
    }

    private void answered(String path, String body) {
        get(path, Map.of()).statusCode(200).contentType(equalTo("application/json")).body(equalTo(body));
    }

    private void occupy(String channel, int subscriptions) {
        server.store().occupancy().report(channel(channel), subscriptions);
    }

    private void join(String channel, String socket, String user) {
        assertThat(server.store()
                .presence()
                .join(channel(channel), new SocketId(socket), new Member(new UserId(user), Member.NO_INFO), 100)
                .toCompletableFuture()).isCompleted();
    }
}
