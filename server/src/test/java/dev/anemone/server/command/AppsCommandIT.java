package dev.anemone.server.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.anemone.server.RunningServer;
import dev.anemone.server.WebSocketClient;
import dev.anemone.testbed.RedisServer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Apps that change while two nodes run over a real Redis.
class AppsCommandIT {
    private static final Duration SEEN_WITHIN = Duration.ofSeconds(1);
    private static final Pattern NEW_KEY = Pattern.compile("key +([0-9a-f]{20})\\R +secret +([0-9a-f]{64})\\R");
    private static final String SECRET = "the-shop-secret";
    private static final String TOKEN_KEY = "token-key-of-the-shop-of-32-bytes";

    @TempDir private Path directory;
    private final RedisServer redis = RedisServer.start();
    private RunningServer one;
    private RunningServer two;

    @BeforeEach
    void startNodes() {
        one = RunningServer.start("redis: " + redis.url());
        two = RunningServer.start("redis: " + redis.url());
    }

    @AfterEach
    void stopNodes() {
        one.close();
        two.close();
        redis.close();
    }

    private Cli apps(String... arguments) {
        var all = new String[arguments.length + 1];
        all[0] = "apps";
        System.arraycopy(arguments, 0, all, 1, arguments.length);
        return Cli.run(Map.of("ANEMONE_REDIS", redis.url()), all);
    }

    private String did(String... arguments) {
        Cli cli = apps(arguments);
        assertThat(cli.err()).isEmpty();
        assertThat(cli.code()).isZero();
        return cli.out();
    }

    private void refused(String sentence, int code, String... arguments) {
        Cli cli = apps(arguments);
        assertThat(cli.err()).isEqualTo("anemone: " + sentence + System.lineSeparator());
        assertThat(cli.out()).isEmpty();
        assertThat(cli.code()).isEqualTo(code);
    }

    private Path shop() throws IOException {
        return Files.writeString(directory.resolve("shop.yml"), """
                id: shop
                key: shop-key
                secret: %s
                token-keys: [%s]
                client-events: true
                limits: { max-event-data-bytes: 20480 }
                """.formatted(SECRET, TOKEN_KEY));
    }

    private int trigger(RunningServer node, String key, String secret) {
        return Cli.run("trigger", "--url", node.url(), "--app-id", "shop", "--key", key, "--secret", secret, "c", "e",
                "d").code();
    }

    private String refusal(RunningServer node, String key, String secret) {
        return Cli.run("trigger", "--url", node.url(), "--app-id", "shop", "--key", key, "--secret", secret, "c", "e",
                "d").err();
    }

    private void awaitEverywhere(String key, String secret) {
        for (RunningServer node : List.of(one, two)) {
            await().atMost(SEEN_WITHIN).until(() -> trigger(node, key, secret) == 0);
        }
    }

    private static WebSocketClient connect(RunningServer node, String key) throws Exception {
        WebSocketClient client = node.webSocket("/app/" + key + "?protocol=7");
        assertThat(client.next()).contains("connection_established");
        return client;
    }

    @Test
    void anAppIsCreatedShownAndReplaced() throws Exception {
        assertThat(did("put", shop().toString())).startsWith("App shop is stored.");
        awaitEverywhere("shop-key", SECRET);

        assertThat(did("list")).contains("app-id").containsPattern("shop +enabled +unlimited +shop-key")
                .doesNotContain(SECRET);
        assertThat(did("show", "shop")).isEqualToNormalizingNewlines("""
                id: "shop"
                keys:
                  - key: "shop-key"
                    secret: # hidden
                client-events: true
                token-keys: # hidden
                limits:
                  max-event-data-bytes: 20480
                """);
        String whole = did("show", "shop", "--secrets");
        assertThat(whole).contains(SECRET, TOKEN_KEY);
        Path copy = Files.writeString(directory.resolve("copy.yml"), whole.replace("20480", "1"));
        did("put", copy.toString());
        assertThat(did("show", "shop", "--secrets")).isEqualTo(whole.replace("20480", "1"));
        Path masked = Files.writeString(directory.resolve("masked.yml"), did("show", "shop"));
        refused("masked.yml: keys[0].secret: expected the secret of key shop-key, got nothing", 2, "put",
                masked.toString());
    }

    @Test
    void aKeyIsRotatedWhileBothAreLiveAndThenTheOldOneIsRetired() throws Exception {
        did("put", shop().toString());
        awaitEverywhere("shop-key", SECRET);
        Matcher added = NEW_KEY.matcher(did("rotate", "shop"));
        assertThat(added.find()).isTrue();
        awaitEverywhere(added.group(1), added.group(2));
        awaitEverywhere("shop-key", SECRET);
        try (WebSocketClient old = connect(one, "shop-key"); WebSocketClient recent = connect(two, added.group(1))) {
            did("retire-key", "shop", "shop-key");
            long retired = System.nanoTime();

            assertThat(old.closeCode()).isEqualTo(4001);
            assertThat(Duration.ofNanos(System.nanoTime() - retired)).isLessThan(SEEN_WITHIN);
            for (RunningServer node : List.of(one, two)) {
                await().atMost(SEEN_WITHIN)
                        .until(() -> refusal(node, "shop-key", SECRET).contains("401"));
            }
            recent.send("{\"event\":\"pusher:ping\",\"data\":{}}");
            assertThat(recent.next()).contains("pusher:pong");
        }
        refused("Key " + added.group(1)
                + " is the only one of app shop: give it another first, with anemone apps rotate"
                + " shop.", 1, "retire-key", "shop", added.group(1));
        refused("App shop has no key shop-key.", 1, "retire-key", "shop", "shop-key");
    }

    @Test
    void aDisabledAppIsRefusedEverywhereUntilItIsEnabled() throws Exception {
        did("put", shop().toString());
        awaitEverywhere("shop-key", SECRET);
        try (WebSocketClient here = connect(one, "shop-key"); WebSocketClient there = connect(two, "shop-key")) {
            did("disable", "shop");
            long disabled = System.nanoTime();

            assertThat(here.closeCode()).isEqualTo(4003);
            assertThat(there.closeCode()).isEqualTo(4003);
            assertThat(Duration.ofNanos(System.nanoTime() - disabled)).isLessThan(SEEN_WITHIN);
        }
        for (RunningServer node : List.of(one, two)) {
            await().atMost(SEEN_WITHIN).until(() -> refusal(node, "shop-key", SECRET).contains("403"));
        }

        did("enable", "shop");

        awaitEverywhere("shop-key", SECRET);
    }

    @Test
    void aRemovedAppIsGoneEverywhere() throws Exception {
        did("put", shop().toString());
        awaitEverywhere("shop-key", SECRET);
        try (WebSocketClient client = connect(two, "shop-key")) {
            did("remove", "shop");
            long removed = System.nanoTime();

            assertThat(client.closeCode()).isEqualTo(4001);
            assertThat(Duration.ofNanos(System.nanoTime() - removed)).isLessThan(SEEN_WITHIN);
        }
        for (RunningServer node : List.of(one, two)) {
            await().atMost(SEEN_WITHIN).until(() -> refusal(node, "shop-key", SECRET).contains("401"));
        }
        refused("There is no app shop.", 1, "remove", "shop");
        refused("There is no app shop.", 1, "show", "shop");
        refused("There is no app shop.", 1, "rotate", "shop");
    }

    @Test
    void noSecretIsPublishedOrQueued() throws Exception {
        try (var monitor = redis.monitor()) {
            did("put", shop().toString());
            awaitEverywhere("shop-key", SECRET);
            Matcher added = NEW_KEY.matcher(did("rotate", "shop"));
            assertThat(added.find()).isTrue();
            did("retire-key", "shop", "shop-key");
            did("disable", "shop");
            did("enable", "shop");
            awaitEverywhere(added.group(1), added.group(2));
            did("remove", "shop");

            List<String> seen = monitor.soFar();
            List<String> sent = seen.stream().filter(line -> Pattern
                    .compile("\"(?:S?PUBLISH|XADD|[LR]PUSH)\"", Pattern.CASE_INSENSITIVE).matcher(line).find())
                    .toList();
            assertThat(sent).anyMatch(line -> line.contains("{apps}:changed") && line.endsWith("\"shop\""));
            assertThat(sent).noneMatch(line -> line.contains(SECRET) || line.contains(TOKEN_KEY)
                    || line.contains(added.group(2)));
        }
    }

    @Test
    void withoutRedisThereIsNothingToChange() {
        Cli cli = Cli.run("apps", "list");

        assertThat(cli.err()).startsWith("anemone: redis: expected the Redis that the nodes share, got nothing");
        assertThat(cli.code()).isEqualTo(2);
    }
}
