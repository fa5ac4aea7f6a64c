package dev.anemone.conformance.libraries;

import static org.assertj.core.api.Assertions.assertThat;

import com.pusher.rest.Pusher;
import com.pusher.rest.PusherAsync;
import com.pusher.rest.data.Event;
import com.pusher.rest.data.PresenceUser;
import com.pusher.rest.data.Result;
import com.pusher.rest.data.Result.Status;
import dev.anemone.conformance.libraries.ChannelReport.Subscribed;
import dev.anemone.conformance.pusher.Credentials;
import dev.anemone.conformance.server.App;
import dev.anemone.conformance.server.Conformance;
import dev.anemone.conformance.server.Of;
import dev.anemone.conformance.server.Tenant;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/// Every call of `pusher-http-java`, and what it makes of the answers.
@Conformance
final class JavaServerLibraryIT {
    private static final Map<String, String> DATA = Map.of("text", "hello");

    static Stream<Arguments> triggers() {
        return Stream.of(
                trigger("one channel", pusher -> pusher.trigger("news", "headline", DATA)),
                trigger("one channel, without one socket",
                        pusher -> pusher.trigger("news", "headline", DATA, "123.456")),
                trigger("a hundred channels", pusher -> pusher.trigger(channels(100), "headline", DATA)),
                trigger("many channels, without one socket",
                        pusher -> pusher.trigger(channels(2), "headline", DATA, "123.456")),
                trigger("an encrypted channel", pusher -> pusher.trigger("private-encrypted-x", "entry", DATA)),
                trigger("a batch of ten",
                        pusher -> pusher.trigger(Collections.nCopies(10, new Event("news", "headline", DATA)))),
                trigger("a batch, without one socket",
                        pusher -> pusher.trigger(List.of(new Event("news", "headline", DATA, "123.456")))),
                trigger("a body of one's own", pusher -> pusher.post("/events",
                        "{\"name\":\"headline\",\"channel\":\"news\",\"data\":\"{}\"}")));
    }

    private static Arguments trigger(String description, Function<Pusher, Result> call) {
        return Arguments.of(description, call);
    }

    private static List<String> channels(int count) {
        return IntStream.range(0, count).mapToObj(number -> "channel-" + number).toList();
    }

    @ParameterizedTest(name = "{0}", quoteTextArguments = false)
    @MethodSource("triggers")
    void triggersAndIsAnsweredAnEmptyObject(String description, Function<Pusher, Result> call, App app) {
        try (var backend = Backend.of(app)) {
            assertAnswered(call.apply(backend.pusher()), "{}");
        }
    }

    @Test
    void doesNotSendToTheSocketItExcludes(App app) {
        String comments = app.channel("comments-");
        try (var backend = Backend.of(app);
                var author = JavaClient.connect(app.endpoint(), app.credentials().key(), null);
                var reader = JavaClient.connect(app.endpoint(), app.credentials().key(), null)) {
            Inbox<ChannelReport> heardByAuthor = author.subscribe(comments);
            Inbox<ChannelReport> heardByReader = reader.subscribe(comments);
            assertThat(heardByAuthor.next()).isEqualTo(new Subscribed());
            assertThat(heardByReader.next()).isEqualTo(new Subscribed());

            assertAnswered(backend.pusher().trigger(comments, "posted", DATA, author.socketId()), "{}");
            backend.trigger(comments, "fence", Map.of());
            var fence = new ChannelReport.Event("fence", "{}", null);
            assertThat(heardByReader.until(fence))
                    .containsExactly(new ChannelReport.Event("posted", "{\"text\":\"hello\"}", null));
            assertThat(heardByAuthor.until(fence)).isEmpty();
        }
    }

    @Test
    void asksForChannelsAndUsers(App app) {
        String room = app.channel("presence-");
        try (var backend = Backend.of(app);
                var client = JavaClient.connect(app.endpoint(), app.credentials().key(),
                        backend.authorizer(new PresenceUser("ann")))) {
            PresenceReports.assertEntered(client.subscribe(room), "ann");
            Pusher pusher = backend.pusher();

            assertAnswered(pusher.get("/channels", Map.of("filter_by_prefix", room)),
                    "{\"channels\":{\"" + room + "\":{}}}");
            assertAnswered(pusher.get("/channels", Map.of("filter_by_prefix", room, "info", "user_count")),
                    "{\"channels\":{\"" + room + "\":{\"user_count\":1}}}");
            assertAnswered(pusher.get("/channels/" + room), "{\"occupied\":true}");
            assertAnswered(pusher.get("/channels/" + room, Map.of("info", "user_count")),
                    "{\"occupied\":true,\"user_count\":1}");
            assertAnswered(pusher.get("/channels/" + room + "/users"), "{\"users\":[{\"id\":\"ann\"}]}");
        }
    }

    @Test
    void asksForTheChannelsOfAnAppThatHasNone(@Of(Tenant.WORKED_EXAMPLE) App app) {
        try (var backend = Backend.of(app)) {
            assertAnswered(backend.pusher().get("/channels", Map.of("filter_by_prefix", "nothing-")),
                    "{\"channels\":{}}");
        }
    }

    @Test
    void worksAsynchronously(App app) throws Exception {
        Credentials credentials = app.credentials();
        var pusher = new PusherAsync(credentials.appId(), credentials.key(), credentials.secret());
        try {
            pusher.setHost(app.endpoint().authority());
            assertAnswered(pusher.trigger("news", "headline", DATA).join(), "{}");
            assertAnswered(pusher.get("/channels/never-used").join(), "{\"occupied\":false}");
        } finally {
            pusher.close();
        }
    }

    @Test
    void knowsAWrongSecret(App app) {
        Credentials guess = new Credentials(app.credentials().appId(), app.credentials().key(), "guess");
        try (var backend = Backend.of(app.endpoint(), guess)) {
            assertRefused(backend.pusher().trigger("news", "headline", DATA), Status.AUTHENTICATION_ERROR, 401);
        }
    }

    @Test
    void knowsADisabledApp(@Of(Tenant.DISABLED) App app) {
        try (var backend = Backend.of(app)) {
            assertRefused(backend.pusher().trigger("news", "headline", DATA), Status.MESSAGE_QUOTA_EXCEEDED, 403);
        }
    }

    @Test
    void knowsARequestThatMakesNoSense(App app) {
        try (var backend = Backend.of(app)) {
            assertRefused(backend.pusher().post("/events", "{\"data\":\"{}\"}"), Status.CLIENT_ERROR, 400);
            assertRefused(backend.pusher().get("/channels/news/users"), Status.CLIENT_ERROR, 400);
            assertRefused(backend.pusher().get("/nowhere"), Status.NOT_FOUND, 404);
        }
    }

    private static void assertAnswered(Result result, String body) {
        assertThat(result.getStatus()).as(result.getMessage()).isEqualTo(Status.SUCCESS);
        assertThat(result.getHttpStatus()).isEqualTo(200);
        assertThat(result.getMessage()).isEqualTo(body);
    }

    private static void assertRefused(Result result, Status status, int httpStatus) {
        assertThat(result.getStatus()).as(result.getMessage()).isEqualTo(status);
        assertThat(result.getHttpStatus()).isEqualTo(httpStatus);
        assertThat(result.getMessage()).isNotBlank();
    }
}
