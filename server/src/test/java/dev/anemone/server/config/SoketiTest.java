package dev.anemone.server.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.anemone.server.config.SoketiVariables.Fate;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.reflect.RecordComponent;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/// What somebody brings along who comes from soketi.
class SoketiTest extends ConfigTestbed {
    private static final Path PAGE = Path.of("../docs/migration.md");
    private static final Map<String, String> APP = Map.of("SOKETI_DEFAULT_APP_ID", "7", "SOKETI_DEFAULT_APP_KEY", "k",
            "SOKETI_DEFAULT_APP_SECRET", "s");

    /// Every variable that soketi reads.
    private static List<String> names() {
        try {
            return Files.readAllLines(Path.of("src/test/resources/soketi-variables.txt"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Stream<String> refusedNames() {
        return names().stream().filter(name -> SoketiVariables.table().get(name) instanceof Fate.Fixed);
    }

    private static ConfigLoader.Loaded load(Map<String, String> variables, String name, String value) {
        var more = new HashMap<>(variables);
        more.put(name, value);
        return load(more);
    }

    /// The value of a setting as text.
    private static String setting(ServerConfig config, String path) {
        Object at = config;
        for (String step : path.split("\\.", -1)) {
            if (step.equals("apps[]")) {
                at = config.apps().getFirst();
                continue;
            }
            Record owner = (Record) at;
            at = Stream.of(owner.getClass().getRecordComponents())
                    .filter(component -> Key.kebab(component.getName()).equals(step))
                    .map(component -> value(owner, component))
                    .findFirst()
                    .orElseThrow();
        }
        return at.toString();
    }

    private static Object value(Record owner, RecordComponent component) {
        return Objects.requireNonNullElse(Records.valueOf(owner, component), "");
    }

    @Nested
    class Variables {
        @Test
        void theTableHasEachOfThemAndNoOther() {
            assertThat(names()).hasSize(115);
            assertThat(SoketiVariables.table().keySet()).containsExactlyInAnyOrderElementsOf(names());
        }

        /// Each that is a setting, with a value as soketi writes it, and what our setting then is.
        @ParameterizedTest
        @CsvSource({"SOKETI_HOST, 0.0.0.0, host, 0.0.0.0", "SOKETI_PORT, 7001, port, 7001",
                "SOKETI_PATH_PREFIX, /prefix, path-prefix, /prefix",
                "SOKETI_METRICS_SERVER_PORT, 9999, admin-port, 9999",
                "SOKETI_USER_AUTHENTICATION_TIMEOUT, 2500, apps[].authorization-timeout, PT2.5S",
                "SOKETI_DEFAULT_APP_ID, 8, apps[].id, 8", "SOKETI_DEFAULT_APP_KEY, other, apps[].key, other",
                "SOKETI_DEFAULT_APP_SECRET, hidden, apps[].secret, hidden",
                "SOKETI_DEFAULT_APP_ENABLED, false, apps[].enabled, false",
                "SOKETI_DEFAULT_APP_MAX_CONNS, 200, apps[].max-connections, 200",
                "SOKETI_DEFAULT_APP_MAX_CONNS, -1, apps[].max-connections, 2147483647",
                "SOKETI_DEFAULT_APP_ENABLE_CLIENT_MESSAGES, true, apps[].client-events, true",
                "SOKETI_DEFAULT_APP_MAX_BACKEND_EVENTS_PER_SEC, 50, apps[].limits.backend-events-per-second, 50",
                "SOKETI_DEFAULT_APP_MAX_BACKEND_EVENTS_PER_SEC, -1, apps[].limits.backend-events-per-second, 2147483647",
                "SOKETI_DEFAULT_APP_MAX_CLIENT_EVENTS_PER_SEC, 5, apps[].limits.client-events-per-second, 5",
                "SOKETI_DEFAULT_APP_MAX_CLIENT_EVENTS_PER_SEC, -1, apps[].limits.client-events-per-second, 1000000",
                "SOKETI_DEFAULT_APP_MAX_READ_REQ_PER_SEC, 20, apps[].limits.read-requests-per-second, 20",
                "SOKETI_DEFAULT_APP_USER_AUTHENTICATION, true, apps[].authorized-connections, true",
                "SOKETI_WEBHOOKS_BATCHING, true, apps[].webhook-batching, true",
                "SOKETI_WEBHOOKS_BATCHING_DURATION, 250, webhooks.batch-window, PT0.25S",
                "SOKETI_CHANNEL_LIMITS_MAX_NAME_LENGTH, 200, apps[].limits.max-channel-name-length, 200",
                "SOKETI_CHANNEL_CACHE_TTL, 3600, apps[].limits.cache-ttl, PT1H",
                "SOKETI_EVENT_MAX_CHANNELS_AT_ONCE, 50, apps[].limits.max-channels-per-event, 50",
                "SOKETI_EVENT_MAX_NAME_LENGTH, 100, apps[].limits.max-event-name-length, 100",
                "SOKETI_EVENT_MAX_SIZE_IN_KB, 100, apps[].limits.max-event-data-bytes, 102400",
                "SOKETI_EVENT_MAX_SIZE_IN_KB, 0.5, apps[].limits.max-event-data-bytes, 512",
                "SOKETI_EVENT_MAX_BATCH_SIZE, 20, apps[].limits.max-batch-events, 20",
                "SOKETI_PRESENCE_MAX_MEMBERS, 500, apps[].limits.max-presence-members, 500",
                "SOKETI_PRESENCE_MAX_MEMBER_SIZE, 2, apps[].limits.max-user-info-bytes, 2048"})
        void setWhatOursWould(String name, String value, String path, String expected) {
            assertThat(SoketiVariables.table().get(name)).isInstanceOfSatisfying(Fate.Sets.class,
                    sets -> assertThat(sets.setting()).isEqualTo(path));
            ConfigLoader.Loaded loaded = load(APP, name, value);
            assertThat(setting(loaded.config(), path)).isEqualTo(expected);
            assertThat(loaded.notices()).isEmpty();
        }

        /// The sentence is all the operator gets.
        @ParameterizedTest
        @MethodSource("dev.anemone.server.config.SoketiTest#refusedNames")
        void areRefusedWithTheReasonOtherwise(String name) {
            assertThatThrownBy(() -> load(APP, name, "a value that nobody has"))
                    .isInstanceOf(ConfigException.class)
                    .hasMessageMatching(name + ": Anemone.{20,}\\.")
                    .hasMessageNotContaining("a value that nobody has");
        }

        @ParameterizedTest
        @CsvSource({"SOKETI_MODE, full", "SOKETI_MODE, server", "SOKETI_DEBUG, false", "SOKETI_DEBUG, 0",
                "SOKETI_ADAPTER_DRIVER, local", "SOKETI_CACHE_DRIVER, memory", "SOKETI_QUEUE_DRIVER, sync",
                "SOKETI_RATE_LIMITER_DRIVER, local", "SOKETI_APP_MANAGER_DRIVER, array",
                "SOKETI_METRICS_ENABLED, true", "SOKETI_METRICS_DRIVER, prometheus", "SOKETI_SSL_CERT, ''",
                "SOKETI_SSL_KEY, ''", "SOKETI_SSL_PASS, ''", "SOKETI_SSL_CA, ''",
                "SOKETI_WEBHOOKS_BATCHING, false", "SOKETI_DEFAULT_APP_WEBHOOKS, []"})
        void mayAskForWhatHoldsAnyhow(String name, String value) {
            assertThat(load(APP, name, value)).isEqualTo(load(APP));
        }

        @Test
        void areRefusedWhenSoketiHasNone() {
            assertRefused(Map.of("SOKETI_PROT", "1"), "unknown variable SOKETI_PROT: did you mean SOKETI_PORT?");
            assertRefused(Map.of("SOKETI_ENTIRELY_DIFFERENT_THING", "1"),
                    "unknown variable SOKETI_ENTIRELY_DIFFERENT_THING: no setting has this name");
        }

        @Test
        void ofKubernetesAreNotTheirs() {
            assertThat(load(Map.of("SOKETI_PORT", "tcp://10.0.0.1:6001", "SOKETI_SERVICE_HOST", "10.0.0.1",
                    "SOKETI_PORT_6001_TCP", "tcp://10.0.0.1:6001")).config()).isEqualTo(ServerConfig.DEFAULTS);
        }

        @ParameterizedTest
        @CsvSource(delimiter = '|', value = {
                "SOKETI_PORT|x|SOKETI_PORT: port: expected a whole number, got \"x\"",
                "SOKETI_CHANNEL_CACHE_TTL|soon|SOKETI_CHANNEL_CACHE_TTL: apps[0].limits.cache-ttl: expected a duration like"
                        + " 250ms, 30s, 5m, 24h or 7d, got \"soons\"",
                "SOKETI_EVENT_MAX_SIZE_IN_KB|x|SOKETI_EVENT_MAX_SIZE_IN_KB: apps[0].limits.max-event-data-bytes: expected a"
                        + " whole number, got \"x\"",
                "SOKETI_EVENT_MAX_BATCH_SIZE|0|SOKETI_EVENT_MAX_BATCH_SIZE: apps[0].limits.max-batch-events: expected 1 to"
                        + " 10000, got 0"})
        void withAnImpossibleValueAreNamed(String name, String value, String sentence) {
            var variables = new HashMap<>(APP);
            variables.put(name, value);
            assertRefused(variables, sentence);
        }

        @Test
        void ofAnAppNeedAllThree() {
            assertRefused(Map.of("SOKETI_DEFAULT_APP_ENABLE_CLIENT_MESSAGES", "true"), "the SOKETI_DEFAULT_APP_*"
                    + " variables: apps[0].id: expected 1 to 64 characters of A-Z a-z 0-9 _ -, got nothing");
        }
    }

    @Nested
    class Beside {
        @Test
        void aVariableOfOursOursHoldsAndSaysSo() {
            ConfigLoader.Loaded loaded = load(Map.of("SOKETI_PORT", "1", "ANEMONE_PORT", "7001", "SOKETI_HOST", "::1"));

            assertThat(loaded.config().port()).isEqualTo(7001);
            assertThat(loaded.config().host()).isEqualTo("::1");
            assertThat(loaded.notices()).containsExactly("SOKETI_PORT is not used, because ANEMONE_PORT is set.");
        }

        @Test
        void oneAppOfOursTheyDescribeItTogether() {
            ConfigLoader.Loaded loaded = load(Map.of("SOKETI_DEFAULT_APP_ID", "7", "SOKETI_DEFAULT_APP_KEY", "theirs",
                    "SOKETI_DEFAULT_APP_SECRET", "s", "ANEMONE_APP_KEY", "ours", "SOKETI_EVENT_MAX_BATCH_SIZE", "20",
                    "ANEMONE_APP_LIMITS_MAX_BATCH_EVENTS", "30"));

            assertThat(setting(loaded.config(), "apps[].key")).isEqualTo("ours");
            assertThat(setting(loaded.config(), "apps[].secret")).isEqualTo("s");
            assertThat(setting(loaded.config(), "apps[].limits.max-batch-events")).isEqualTo("30");
            assertThat(loaded.notices()).containsExactly(
                    "SOKETI_DEFAULT_APP_KEY is not used, because ANEMONE_APP_KEY is set.",
                    "SOKETI_EVENT_MAX_BATCH_SIZE is not used, because ANEMONE_APP_LIMITS_MAX_BATCH_EVENTS is set.");
        }

        @Test
        void aListOfOursTheListHolds() {
            ConfigLoader.Loaded loaded = load(APP, "ANEMONE_APPS", "[{id: 9, key: l, secret: t}]");

            assertThat(setting(loaded.config(), "apps[].id")).isEqualTo("9");
            assertThat(loaded.notices()).hasSize(3).allMatch(notice -> notice.endsWith("because ANEMONE_APPS is set."));
        }

        @Test
        void appsOfOursTheirLimitsHoldForThoseThatSayNothing() {
            ServerConfig config = load(Map.of("SOKETI_EVENT_MAX_BATCH_SIZE", "20", "ANEMONE_APPS",
                    "[{id: 8, key: k, secret: s}, {id: 9, key: l, secret: t, limits: {max-batch-events: 30}}]"))
                    .config();

            assertThat(config.apps()).extracting(app -> app.limits().maxBatchEvents()).containsExactly(20, 30);
        }

        @Test
        void noAppTheirLimitsHoldForNobody() {
            assertRefused(Map.of("SOKETI_EVENT_MAX_BATCH_SIZE", "20"),
                    "SOKETI_EVENT_MAX_BATCH_SIZE: expected an app for"
                            + " which it holds, got none; set SOKETI_DEFAULT_APP_ID, _KEY and _SECRET");
        }
    }

    @Nested
    class Webhooks {
        private static final String HOOK = "{\"url\":\"https://shop.example/hook\",\"event_types\":"
                + "[\"channel_occupied\",\"cache_miss\"],\"filter\":{\"channel_name_starts_with\":\"private-\","
                + "\"channel_name_ends_with\":\"-x\"},\"headers\":{}}";

        private static void assertUnderstood(ServerConfig config) {
            EndpointConfig webhook = config.apps().getFirst().webhooks().getFirst();
            assertThat(webhook.url()).isEqualTo("https://shop.example/hook");
            assertThat(webhook.events()).containsExactly(EventChoice.CHANNEL_OCCUPIED, EventChoice.CACHE_MISS);
            assertThat(webhook.channelPrefix()).isEqualTo("private-");
            assertThat(webhook.channelSuffix()).isEqualTo("-x");
        }

        @Test
        void ofTheirAppAreUnderstood() {
            assertUnderstood(load(APP, "SOKETI_DEFAULT_APP_WEBHOOKS", "[" + HOOK + "]").config());
            assertThat(load(APP, "SOKETI_DEFAULT_APP_WEBHOOKS", "[]").config()).isEqualTo(load(APP).config());
        }

        @ParameterizedTest
        @ValueSource(strings = {"\"webhooks\":[%s]", "\"Webhooks\":[%s]", "webhooks: '[%s]'"})
        void ofAppsInAListAreUnderstood(String field) {
            assertUnderstood(load(Map.of("ANEMONE_APPS", "[{id: 7, key: k, secret: s, " + field.formatted(HOOK) + "}]"))
                    .config());
        }

        @Test
        void asWeWriteThemStayAsTheyAre() {
            assertUnderstood(load(Map.of("ANEMONE_APPS", "[{id: 7, key: k, secret: s, webhooks: [{url:"
                    + " 'https://shop.example/hook', events: [channel_occupied, cache_miss], channel-prefix: private-,"
                    + " channel-suffix: -x}]}]")).config());
        }

        @ParameterizedTest
        @CsvSource(delimiter = '|', value = {"lambda_function: f|lambda_function: Anemone calls no AWS Lambda",
                "url: 'http://x/', lambda: {region: r}|lambda: Anemone calls no AWS Lambda",
                "url: 'http://x/', headers: {X-Own: hunter2}|headers: Anemone sends the headers that Pusher sends"})
        void thatWeCannotSendAreRefused(String fields, String sentence) {
            assertThatThrownBy(() -> load(APP, "SOKETI_DEFAULT_APP_WEBHOOKS", "[{event_types: [member_added], " + fields
                    + "}]")).isInstanceOf(ConfigException.class)
                    .hasMessageStartingWith("SOKETI_DEFAULT_APP_WEBHOOKS: webhooks[]." + sentence)
                    .hasMessageNotContaining("hunter2");
        }

        @ParameterizedTest
        @CsvSource(delimiter = '|', value = {
                "http://shop.example/?token=hunter2|apps[0].webhooks: expected a list, like [a, b], got …",
                "[{url: 'http://x/', filter: {channel_name: y}}]|unknown setting apps[0].webhooks[0].filter:",
                "[{url: 'http://x/', event_types: [member_added], events: [presence]}]|webhooks[].events says the same as"
                        + " another name of events"})
        void thatSayNothingWeKnowAreRefused(String webhooks, String sentence) {
            assertThatThrownBy(() -> load(APP, "SOKETI_DEFAULT_APP_WEBHOOKS", webhooks))
                    .isInstanceOf(ConfigException.class)
                    .hasMessageStartingWith("SOKETI_DEFAULT_APP_WEBHOOKS: " + sentence)
                    .hasMessageNotContaining("hunter2");
        }
    }

    @Nested
    class AppFields {
        @ParameterizedTest
        @CsvSource({"AppId, 8, id, 8", "AppKey, other, key, other", "AppSecret, hidden, secret, hidden",
                "Enabled, 0, enabled, false", "enabled, 1, enabled, true",
                "maxConnections, 200, max-connections, 200", "max_connections, -1, max-connections, 2147483647",
                "enableClientMessages, true, client-events, true", "enable_client_messages, 1, client-events, true",
                "enableUserAuthentication, true, authorized-connections, true",
                "maxBackendEventsPerSecond, 5, limits.backend-events-per-second, 5",
                "max_backend_events_per_sec, -1, limits.backend-events-per-second, 2147483647",
                "maxClientEventsPerSecond, -1, limits.client-events-per-second, 1000000",
                "MaxReadRequestsPerSecond, 5, limits.read-requests-per-second, 5",
                "max_read_req_per_sec, 5, limits.read-requests-per-second, 5",
                "maxPresenceMembersPerChannel, 5, limits.max-presence-members, 5",
                "maxPresenceMemberSizeInKb, 2, limits.max-user-info-bytes, 2048",
                "maxChannelNameLength, 50, limits.max-channel-name-length, 50",
                "maxEventChannelsAtOnce, 5, limits.max-channels-per-event, 5",
                "maxEventNameLength, 50, limits.max-event-name-length, 50",
                "max_event_payload_in_kb, 0.5, limits.max-event-data-bytes, 512",
                "maxEventPayloadInKb, 100, limits.max-event-data-bytes, 102400",
                "maxEventBatchSize, 5, limits.max-batch-events, 5"})
        void meanWhatOursDo(String field, String value, String path, String expected) {
            String app = Stream.of("id", "key", "secret")
                    .filter(key -> !path.equals(key))
                    .map(key -> "\"" + key + "\":\"x\",")
                    .reduce("", String::concat);
            assertThat(SoketiApp.settings()).containsEntry(field, path);
            ServerConfig config = load(
                    Map.of("ANEMONE_APPS", "[{" + app + "\"" + field + "\":" + "\"" + value + "\"}]"))
                    .config();
            assertThat(setting(config, "apps[]." + path)).isEqualTo(expected);
        }

        @Test
        void haveThreeSpellingsEach() {
            assertThat(SoketiApp.settings().keySet()).filteredOn(name -> name.matches("(max|enable)[A-Z].*"))
                    .hasSize(13)
                    .allSatisfy(name -> assertThat(SoketiApp.settings())
                            .containsKey(Character.toUpperCase(name.charAt(0)) + name.substring(1))
                            .containsKey(Key.kebab(name).replace('-', '_').replace("_per_second", "_per_sec")
                                    .replace("_requests_", "_req_")));
        }

        @Test
        void mixWithOurs() {
            ServerConfig config = load(Map.of("ANEMONE_APPS", "[{id: 7, key: k, secret: s, maxEventBatchSize: 5,"
                    + " limits: {max-event-name-length: 50}, client-events: true}]")).config();

            assertThat(config.apps().getFirst().limits().maxBatchEvents()).isEqualTo(5);
            assertThat(config.apps().getFirst().limits().maxEventNameLength()).isEqualTo(50);
            assertThat(config.apps().getFirst().clientEvents()).isTrue();
        }

        @Test
        void sayAThingOnce() {
            assertRefused(Map.of("ANEMONE_APPS", "[{id: 7, key: k, secret: s, maxConnections: 1, max-connections: 2}]"),
                    "ANEMONE_APPS: maxConnections says the same as max-connections, which was said at ANEMONE_APPS");
        }

        @Test
        void thatSoketiDoesNotHaveAreUnknown() {
            assertRefused(Map.of("ANEMONE_APPS", "[{id: 7, key: k, secret: s, maxConections: 1}]"),
                    "ANEMONE_APPS: unknown setting apps[0].maxConections: did you mean apps[0].max-connections?");
        }
    }

    @Nested
    class ThePage {
        private static String row(String name, Fate fate) {
            return "| `" + name + "` | " + switch (fate) {
                case Fate.Sets sets -> "`" + sets.setting() + "`";
                case Fate.Locates _ -> "`redis`, where a driver is `redis`";
                case Fate.Fixed(var accepted, var because) -> accepted.stream()
                        .filter(value -> !value.isEmpty())
                        .sorted()
                        .map(value -> "`" + value + "`")
                        .reduce((one, other) -> one + " or " + other)
                        .map(values -> values + "; else refused: ")
                        .orElse("refused: ") + because;
            } + " |";
        }

        @Test
        void saysWhatBecomesOfEachVariable() throws IOException {
            assertThat(Files.readAllLines(PAGE)).containsSequence(
                    SoketiVariables.table().entrySet().stream().map(entry -> row(entry.getKey(), entry.getValue()))
                            .toList());
        }

        @Test
        void saysWhatBecomesOfEachFieldOfAnApp() throws IOException {
            assertThat(Files.readAllLines(PAGE)).containsAll(SoketiApp.settings().entrySet().stream()
                    .filter(entry -> entry.getKey().matches("(max|enable)[A-Z].*"))
                    .map(entry -> "| `" + entry.getKey() + "` | `" + entry.getValue() + "` |")
                    .toList());
        }
    }
}
