package dev.anemone.api;

import static org.assertj.core.api.Assertions.assertThat;

import dev.anemone.api.http.Rates;
import dev.anemone.auth.RequestSigner;
import dev.anemone.model.App;
import dev.anemone.model.AppId;
import dev.anemone.model.AppKey;
import dev.anemone.model.ChannelKey;
import dev.anemone.model.ChannelName;
import dev.anemone.model.Credential;
import dev.anemone.model.EventData;
import dev.anemone.model.EventName;
import dev.anemone.model.Member;
import dev.anemone.model.Publication;
import dev.anemone.model.SocketId;
import dev.anemone.model.StreamPosition;
import dev.anemone.model.UserId;
import dev.anemone.store.FakeScheduler;
import dev.anemone.store.PublishResult;
import dev.anemone.store.WebhookQueue.Delivery;
import dev.anemone.store.WebhookQueue.State;
import dev.anemone.store.WebhookRules;
import dev.anemone.store.memory.MemoryStore;
import io.restassured.specification.RequestSpecification;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// `docs/rest-api.md` is true: what it shows is what the API does.
class RestApiDocTest {
    private static final App DEV_APP = App
            .builder(new AppId("app-id"), List.of(new Credential(new AppKey("app-key"), "app-secret")))
            .clientEvents(true)
            .subscriptionCount(true)
            .build();

    /// `$ api METHOD PATH ['BODY' ['PARAMETERS']]` and the line after it.
    private static final Pattern EXAMPLE = Pattern.compile(
            "^\\$ api (?<method>\\S+) (?<path>\\S+)(?: '(?<body>[^']*)')?(?: '(?<parameters>[^']*)')?\\n(?<answer>.*)$",
            Pattern.MULTILINE);

    /// A position, of which only the offset is the same each time.
    private static final Pattern POSITION = Pattern.compile("\"[0-9a-z]+-0\\.([0-9]+)\\.[0-9a-z-]+\"");

    record Example(String method, String path, String body, String parameters, String answer) {
        static Example of(MatchResult match) {
            return new Example(match.group("method"), match.group("path"), orEmpty(match.group("body")),
                    orEmpty(match.group("parameters")), match.group("answer"));
        }

        private static String orEmpty(String group) {
            return group == null ? "" : group;
        }

        @Override
        public String toString() {
            return method + " " + path + " " + parameters + " " + body;
        }
    }

    static Stream<Example> examples() {
        return EXAMPLE.matcher(page()).results().map(Example::of);
    }

    @ParameterizedTest
    @MethodSource("examples")
    void examplesAnswerAsShown(Example example) {
        try (var server = ApiServer.start(ApiConfig.DEFAULTS, MemoryStore.create(List.of(DEV_APP),
                WebhookRules.DEFAULTS, new FakeScheduler()))) {
            subscribe(server);
            addFailedDelivery(server);
            StreamPosition middle = publishNews(server);
            var actual = new Example(example.method(), example.path(), example.body(),
                    example.parameters().replaceFirst("before=[^&]+", "before=" + middle.toWire()), example.answer());
            var response = request(server, actual).request(actual.method(), target(actual));
            assertThat(POSITION.matcher(response.body().asString().stripTrailing()).replaceAll("$1"))
                    .isEqualTo(POSITION.matcher(example.answer()).replaceAll("$1"));
        }
    }

    @Test
    void everyRouteHasAnExampleAndAnExampleNeedsARoute() {
        List<String> routes = new ArrayList<>();
        Matcher table = Pattern.compile("^\\| `(GET|POST) (/apps/\\S+)` \\|", Pattern.MULTILINE).matcher(page());
        while (table.find()) {
            routes.add(table.group(1) + " " + table.group(2));
        }
        try (var store = MemoryStore.create(List.of(DEV_APP))) {
            assertThat(routes).containsExactlyElementsOf(Routes.of(store, new Rates(() -> 0), InstantSource.system())
                    .stream()
                    .map(route -> route.method() + " /" + String.join("/", route.template()))
                    .toList());
        }
        assertThat(routes).allSatisfy(route -> assertThat(examples())
                .anyMatch(example -> (example.method() + " " + example.path())
                        .matches(route.replace("{app}", "app-id").replaceAll("\\{(channel|user|delivery)}", "[^/]+"))));
    }

    @Test
    void everySettingIsNamed() {
        assertThat(page()).contains("| 600 s | 401 | `api.timestamp-skew` |", "| 1 MiB | 413 | `api.max-body-bytes` |",
                "| 10 s | 408 | `api.body-timeout` |");
        assertThat(ApiConfig.class.getRecordComponents()).hasSize(3);
    }

    private static void addFailedDelivery(ApiServer server) {
        Instant created = Instant.parse("2025-12-31T23:59:00Z");
        var delivery = new Delivery("019b76d9bda0-00000000-5f1d0c9a7b3e", DEV_APP.id(),
                URI.create("https://backend.example/hooks"),
                "{\"time_ms\":1767225540000,\"events\":[{\"name\":\"channel_occupied\",\"channel\":\"my-channel\"}]}",
                true,
                created, State.WAITING, created, 9, "");
        server.store().webhookQueue().add(List.of(delivery)).toCompletableFuture().join();
        server.store().webhookQueue().record(delivery.attempted(State.FAILED, created, "Answered 503."))
                .toCompletableFuture().join();
    }

    /// Returns the place of the second of three events.
    private static StreamPosition publishNews(ApiServer server) {
        var news = new ChannelKey(DEV_APP.id(), new ChannelName("news"));
        var published = server.store().broker().publish(Stream.of("one", "two", "three")
                .map(data -> new Publication(news, new EventName("greeting"), EventData.ofString(data))
                        .kept(DEV_APP.retention(news.channel())))
                .toList()).toCompletableFuture().join();
        return ((PublishResult.Published) published).receipts().get(1).position();
    }

    private static void subscribe(ApiServer server) {
        var room = new ChannelKey(DEV_APP.id(), new ChannelName("presence-room"));
        server.store().occupancy().report(new ChannelKey(DEV_APP.id(), new ChannelName("my-channel")), 1);
        server.store().occupancy().report(room, 2);
        for (String socket : List.of("1.1", "1.2")) {
            server.store()
                    .presence()
                    .join(room, new SocketId(socket), new Member(new UserId("alice"), Member.NO_INFO), 100)
                    .toCompletableFuture()
                    .join();
        }
    }

    private static RequestSpecification request(ApiServer server, Example example) {
        return example.body().isEmpty() ? server.request() : server.json(example.body());
    }

    private static String target(Example example) {
        byte[] body = example.body().getBytes(StandardCharsets.UTF_8);
        String common = "auth_key=app-key&auth_timestamp=" + Apps.NOW + "&auth_version=1.0"
                + (body.length == 0 ? "" : "&body_md5=" + RequestSigner.bodyMd5(body));
        String query = example.parameters().isEmpty() ? common : common + "&" + example.parameters();
        var signer = new Signed(DEV_APP.primaryCredential(), Apps.NOW);
        return example.path() + "?" + query + "&auth_signature="
                + signer.signature(example.method(), example.path(), query);
    }

    private static String page() {
        try {
            return Files.readString(Path.of("../docs/rest-api.md"));
        } catch (IOException e) {
            throw new AssertionError("The page is gone", e);
        }
    }
}
