package dev.anemone.server.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.anemone.server.RunningServer;
import dev.anemone.server.http.HttpEngine;
import dev.anemone.server.http.HttpPort;
import dev.anemone.server.http.Probes;
import dev.anemone.server.http.Router;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ClientCommandsTest {
    private RunningServer node;

    @BeforeAll
    void start() {
        node = RunningServer.start("path-prefix: /p");
    }

    @AfterAll
    void stop() {
        node.close();
    }

    private String url() {
        return node.url() + "/p";
    }

    private Cli subscribe(String... more) {
        var arguments = new String[more.length + 3];
        arguments[0] = "subscribe";
        arguments[1] = "--url";
        arguments[2] = url();
        System.arraycopy(more, 0, arguments, 3, more.length);
        return Cli.start(arguments);
    }

    private static void awaitSubscribed(Cli cli) {
        await().until(() -> cli.err().contains("Subscribed to "));
    }

    @ParameterizedTest
    @ValueSource(strings = {"public", "private-one", "presence-one", "cache-one", "private-encrypted-one"})
    void whatIsTriggeredArrives(String channel) {
        Cli subscriber = subscribe(channel, "--count", "1");
        awaitSubscribed(subscriber);

        Cli trigger = Cli.run("trigger", "--url", url() + "/", channel, "my \"event\"", "{\"a\":\"\\u00e9\\n\"}\té");

        assertThat(trigger.out()).isEqualTo("Triggered my \"event\" on " + channel + "." + System.lineSeparator());
        assertThat(trigger.code()).isZero();
        assertThat(subscriber.code()).isZero();
        assertThat(subscriber.out())
                .isEqualTo("my \"event\"\t{\"a\":\"\\u00e9\\n\"}\té" + System.lineSeparator());
    }

    @Test
    void membersAreSeenComing() {
        Cli alice = subscribe("presence-two", "--count", "1", "--user-id", "alice");
        awaitSubscribed(alice);

        Cli bob = subscribe("presence-two", "--count", "1", "--user-id", "b\"ob");

        assertThat(alice.code()).isZero();
        assertThat(alice.out()).startsWith("pusher:member_added\t").contains("b\\\"ob");
        Cli.run("trigger", "--url", url(), "presence-two", "end", "");
        await().until(() -> bob.out().startsWith("pusher:member_removed") || bob.out().startsWith("end"));
    }

    @Test
    void theAppComesFromVariables() {
        Map<String, String> environment = Map.of("ANEMONE_URL", url(), "ANEMONE_APP_ID", "app-id", "ANEMONE_APP_KEY",
                "app-key", "ANEMONE_APP_SECRET", "wrong");

        assertThat(Cli.run(environment, "trigger", "c", "e", "d").err())
                .startsWith("anemone: The server answered 401: ").doesNotContain("wrong");
        assertThat(Cli.run(environment, "trigger", "--secret", "app-secret", "c", "e", "d").code()).isZero();
    }

    @Test
    void anAppThatIsNotThereIsRefused() {
        Cli trigger = Cli.run("trigger", "--url", url(), "--key", "nobodys", "c", "e", "d");
        Cli subscriber = subscribe("c", "--key", "nobodys");

        assertThat(trigger.code()).isEqualTo(1);
        assertThat(trigger.err()).startsWith("anemone: The server answered 401: ").hasLineCount(1);
        assertThat(subscriber.code()).isEqualTo(1);
        assertThat(subscriber.err()).startsWith("anemone: The server closed the connection with 4001: ")
                .hasLineCount(1);
    }

    @Test
    void aSubscriptionWithTheWrongSecretIsRefused() {
        Cli subscriber = subscribe("private-x", "--secret", "wrong");

        assertThat(subscriber.code()).isEqualTo(1);
        assertThat(subscriber.err().lines().toList().getLast())
                .startsWith("anemone: The server refused the subscription to private-x: ");
    }

    @Test
    void whatIsNoGatewayIsNamed() {
        Cli subscriber = Cli.run("subscribe", "--url", "http://127.0.0.1:" + node.server().adminPort().number(), "c");

        assertThat(subscriber.code()).isEqualTo(1);
        assertThat(subscriber.err()).contains("the server answered 404. Is it a gateway, and the path prefix right?");
    }

    @ParameterizedTest
    @ValueSource(strings = {"trigger c e d", "subscribe c", "health", "webhooks list", "webhooks replay x",
            "revoke --user 7"})
    void whereNobodyListensTheFirstThingToDoIsNamed(String command) {
        RunningServer gone = RunningServer.start();
        gone.close();

        Cli cli = Cli.run(Map.of("ANEMONE_URL", gone.url()), command.split(" "));

        assertThat(cli.code()).isEqualTo(1);
        assertThat(cli.err()).isEqualTo("anemone: Cannot reach Anemone at " + gone.url() + " (nothing listens there): "
                + "start it with ./anemone serve, or name another with --url." + System.lineSeparator());
    }

    @Test
    void anAppWithoutWebhooksHasNoDeliveries() {
        Cli list = Cli.run("webhooks", "list", "--url", url(), "--state", "failed", "--limit", "5", "--before", "a b");
        Cli json = Cli.run("webhooks", "list", "--url", url(), "--json");
        Cli replay = Cli.run("webhooks", "replay", "--url", url(), "never-there");

        assertThat(list.out()).isEqualTo("No deliveries." + System.lineSeparator());
        assertThat(json.out()).isEqualTo("{\"deliveries\":[]}" + System.lineSeparator());
        assertThat(replay.err())
                .isEqualTo("anemone: The server answered 404: Unknown delivery: never-there" + System.lineSeparator());
        assertThat(replay.code()).isEqualTo(1);
    }

    @Test
    void whatTheServerRefusesToListIsSaid() {
        Cli list = Cli.run("webhooks", "list", "--url", url(), "--state", "lost");

        assertThat(list.err()).startsWith("anemone: The server answered 400: state: expected waiting, ");
        assertThat(list.code()).isEqualTo(1);
    }

    @Test
    void whatIsRevokedIsKnownToTheNode() {
        Cli token = Cli.run("revoke", "--url", url(), "--token-id", "a \"b\"");
        Cli user = Cli.run("revoke", "--url", url(), "--app", "app-id", "--user", "Zoë", "--ttl", "1h");
        Cli channels = Cli.run("revoke", "--url", url(), "--channels", "private-*");

        for (Cli cli : List.of(token, user, channels)) {
            assertThat(cli.err()).isEmpty();
            assertThat(cli.out()).isEqualTo("Revoked." + System.lineSeparator());
            assertThat(cli.code()).isZero();
        }
    }

    @Test
    void whatTheServerRefusesToRevokeIsSaid() {
        Cli revoke = Cli.run("revoke", "--url", url(), "--channels", "private x");
        Cli tooLong = Cli.run("revoke", "--url", url(), "--user", "7", "--ttl", "32d");

        assertThat(revoke.err()).startsWith("anemone: The server answered 400: channels: expected a pattern like ");
        assertThat(tooLong.err()).isEqualTo("anemone: The server answered 400: ttl: expected 1 to 2678400 seconds, as a"
                + " whole number" + System.lineSeparator());
        assertThat(revoke.code()).isEqualTo(1);
    }

    @Test
    void healthIsTheExitCode() {
        Cli live = Cli.run("health", "--url", url());
        Cli ready = Cli.run("health", "--ready", "--url", url());

        assertThat(live.out()).isEqualTo("live" + System.lineSeparator());
        assertThat(ready.out()).isEqualTo("ready" + System.lineSeparator());
        assertThat(live.code() + ready.code()).isZero();
    }

    @Test
    void healthSaysWhyANodeIsNotReady() {
        try (HttpEngine engine = HttpEngine.start()) {
            HttpPort port = engine.listen("127.0.0.1", 0, Duration.ofSeconds(5), Duration.ofMinutes(1), new Router("",
                    new Probes(() -> List.of("Redis is away.")), Optional.empty(), Optional.empty(), Optional.empty(),
                    Optional.empty(), Optional.empty()));

            Cli ready = Cli.run("health", "--ready", "--url", "http://127.0.0.1:" + port.number());

            assertThat(ready.out()).isEqualToNormalizingNewlines("not ready\nRedis is away.\n");
            assertThat(ready.code()).isEqualTo(1);
        }
    }

    @Test
    void aSubscriberComesBackToAServerThatWasStopped() {
        RunningServer first = RunningServer.start();
        Cli subscriber = Cli.start("subscribe", "--url", first.url(), "c", "--count", "2");
        awaitSubscribed(subscriber);
        Cli.run("trigger", "--url", first.url(), "c", "one", "1");
        await().until(() -> subscriber.out().startsWith("one\t1"));

        first.close();
        try (RunningServer second = RunningServer.start("", first.port())) {
            await().atMost(Duration.ofSeconds(40)).until(() -> subscriber.err().split("Subscribed to c").length == 3);
            Cli.run("trigger", "--url", second.url(), "c", "two", "2");

            assertThat(subscriber.code()).isZero();
            assertThat(subscriber.out()).isEqualToNormalizingNewlines("one\t1\ntwo\t2\n");
            assertThat(subscriber.err()).contains("Closed with 4200 ").contains(", reconnecting.");
        }
    }
}
