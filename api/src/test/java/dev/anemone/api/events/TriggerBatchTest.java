package dev.anemone.api.events;

import static dev.anemone.api.Apps.channel;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;

import dev.anemone.api.ApiServer;
import dev.anemone.api.Signed;
import dev.anemone.model.Publication;
import dev.anemone.model.SocketId;
import io.restassured.response.ValidatableResponse;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// PC-198 to PC-201: several events in one request.
class TriggerBatchTest {
    private final ApiServer server = ApiServer.start();

    @AfterEach
    void stop() {
        server.close();
    }

    @Test
    void pc198TenEventsAreHeardInOrder() {
        server.hear("c");
        String ten = events(10);
        trigger("[" + ten + "]").statusCode(200).contentType(equalTo("application/json")).body(equalTo("{}"));
        assertThat(server.heardTokens()).isEqualTo(IntStream.range(0, 10).mapToObj(i -> "\"" + i + "\"").toList());
    }

    @Test
    void pc198ElevenEventsAreTooMany() {
        server.hear("c");
        trigger("[" + events(11) + "]").statusCode(400).body(containsString("Batch too large"));
        assertThat(server.heard()).isEmpty();
    }

    @Test
    void noEventsAreFine() {
        trigger("[]").statusCode(200).body(equalTo("{}"));
    }

    @Test
    void pc199OneEventThatIsTooLongStopsTheBatch() {
        server.hear("c");
        trigger("[" + events(1) + ",{\"name\":\"n\",\"channel\":\"c\",\"data\":\"" + "x".repeat(10_241) + "\"}]")
                .statusCode(413)
                .body(containsString("batch[1]: The data content of this event exceeds the allowed maximum"));
        assertThat(server.heard()).isEmpty();
    }

    @Test
    void oneEventThatIsWrongStopsTheBatch() {
        server.hear("c");
        trigger("[" + events(2) + ",{\"name\":\"n\",\"channel\":\"a b\",\"data\":\"\"}]").statusCode(400)
                .body(equalTo("batch[2]: Invalid channel name: a b\n"));
        trigger("[" + events(2) + ",{\"name\":\"n\",\"channels\":[\"c\"],\"data\":\"\"}]").statusCode(400);
        assertThat(server.heard()).isEmpty();
    }

    @Test
    void pc200InfoStandsWhereItsEventStood() {
        server.store().occupancy().report(channel("c"), 13);
        trigger("""
                [{"name":"n","channel":"presence-d","data":"","info":"user_count,subscription_count"},
                 {"name":"n","channel":"c","data":""},
                 {"name":"n","channel":"c","data":"","info":"user_count,subscription_count"}]""").statusCode(200)
                .body(equalTo(
                        "{\"batch\":[{\"user_count\":0,\"subscription_count\":0},{},{\"subscription_count\":13}]}"));
    }

    @Test
    void pc201AConnectionIsLeftOutOfItsEventOnly() {
        server.hear("c");
        trigger("""
                [{"name":"n","channel":"c","data":"1","socket_id":"1.2"},{"name":"n","channel":"c","data":"2"}]""")
                .statusCode(200);
        assertThat(server.heard()).extracting(Publication::except).containsExactly(new SocketId("1.2"), null);
    }

    private ValidatableResponse trigger(String events) {
        String body = "{\"batch\":" + events + "}";
        return server.json(body).post(Signed.BY_APP.post("/apps/3/batch_events", body)).then();
    }

    private static String events(int count) {
        return IntStream.range(0, count)
                .mapToObj(i -> "{\"name\":\"n\",\"channel\":\"c\",\"data\":\"" + i + "\"}")
                .collect(Collectors.joining(","));
    }
}
