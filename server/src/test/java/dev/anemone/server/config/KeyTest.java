package dev.anemone.server.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class KeyTest {
    private static final Path PAGE = Path.of("../docs/configuration.md");
    private static final Pattern ROW = Pattern
            .compile("\\| `([^`]+)` \\| (?:`([^`]+)`)? ?\\| (?:`([^`]+)`)? ?\\| (.+) \\|");

    /// Every key and every default. What changes here changes for every operator: say so in the changelog.
    private static final List<String> KEYS_AND_DEFAULTS = List.of(
            "host = 127.0.0.1", "port = 6001", "admin-port = 9601", "roles = api,gateway,auth", "redis = ",
            "redis-allow-eviction = false",
            "path-prefix = ", "idle-timeout = 1m", "trusted-proxies = ", "tls.certificate = ", "tls.key = ", "apps = ",
            "apps[].id = ", "apps[].key = ",
            "apps[].secret = ",
            "apps[].keys = ", "apps[].keys[].key = ",
            "apps[].keys[].secret = ", "apps[].enabled = true", "apps[].ssl-only = false",
            "apps[].max-connections = unlimited", "apps[].client-events = false", "apps[].subscription-count = false",
            "apps[].watchlist-events = false", "apps[].compression = true", "apps[].authorized-connections = false",
            "apps[].authorization-timeout = 30s",
            "apps[].webhooks = ", "apps[].webhooks[].url = ",
            "apps[].webhooks[].events = channel-existence,presence,client-events,cache-channels",
            "apps[].webhooks[].channel-prefix = ", "apps[].webhooks[].channel-suffix = ",
            "apps[].webhook-batching = false",
            "apps[].origins = ", "apps[].token-keys = ", "apps[].token-public-keys = ",
            "apps[].token-jwks-url = ", "apps[].token-issuer = ", "apps[].token-audience = ",
            "apps[].encryption-master-key = ", "apps[].limits.max-channel-name-length = 164",
            "apps[].limits.max-event-name-length = 200", "apps[].limits.max-event-data-bytes = 10240",
            "apps[].limits.max-channels-per-event = 100", "apps[].limits.max-batch-events = 10",
            "apps[].limits.backend-events-per-second = unlimited",
            "apps[].limits.client-events-per-second = 10", "apps[].limits.read-requests-per-second = unlimited",
            "apps[].limits.max-presence-members = 100",
            "apps[].limits.max-user-info-bytes = 1024", "apps[].limits.max-user-id-length = 128",
            "apps[].limits.max-watchlist-users = 100", "apps[].limits.cache-ttl = 30m", "apps[].history = ",
            "apps[].history[].channels = ", "apps[].history[].enabled = true", "apps[].history[].size = 100",
            "apps[].history[].ttl = 2m",
            "gateway.activity-timeout = 2m", "gateway.pong-timeout = 30s", "gateway.handshake-timeout = 10s",
            "gateway.close-timeout = 5s", "gateway.subscribe-timeout = 5s",
            "gateway.unpaced-subscription-count = 100", "gateway.subscription-count-interval = 5s",
            "gateway.max-connections = 0",
            "gateway.max-message-bytes = 131072", "gateway.max-fragments-per-message = 1000",
            "gateway.max-outbox-bytes = 1048576", "gateway.direct-writes = true",
            "gateway.compression-min-bytes = 1024",
            "gateway.max-subscriptions-per-connection = 10000",
            "gateway.subscription-errors = true", "gateway.fallbacks = true", "gateway.fallback-heartbeat = 25s",
            "gateway.fallback-receiver-wait = 5s", "gateway.timestamp-skew = 10m",
            "gateway.token-grace = 30s", "gateway.reconnects-per-second = 1000",
            "api.timestamp-skew = 10m", "api.max-body-bytes = 1048576",
            "api.body-timeout = 10s", "auth.allowed-origins = ", "auth.cookie = ",
            "auth.requests-per-second = 50", "auth.address-requests-per-second = 200", "auth.explain = false",
            "auth.token-leeway = 10s", "auth.jwks-refresh = 5m",
            "auth.max-body-bytes = 65536", "auth.request-timeout = 10s", "webhooks.grace = 3s",
            "webhooks.unpaced-subscription-count = 100", "webhooks.subscription-count-interval = 5s",
            "webhooks.cache-miss-interval = 10s", "webhooks.max-waiting-events = 50000",
            "webhooks.max-waiting-deliveries = 50000", "webhooks.max-finished-deliveries = 10000",
            "webhooks.keep-finished = 1d", "webhooks.max-bytes = 67108864", "webhooks.attempt-timeout = 10s",
            "webhooks.first-retry = 1s", "webhooks.max-retry-delay = 64s", "webhooks.retry-horizon = 5m",
            "webhooks.batch-window = 100ms",
            "webhooks.max-batch-events = 50", "webhooks.max-concurrent-requests = 100",
            "webhooks.poll-interval = 250ms", "webhooks.allow-private-targets = false");

    private record Row(String key, String variable, String defaultText) {}

    @Test
    void everyKeyAndDefaultIsPinned() {
        assertThat(keys().map(key -> key.path() + " = " + key.defaultText()))
                .containsExactlyElementsOf(KEYS_AND_DEFAULTS);
    }

    @Test
    void thePageListsEveryKeyWithItsVariableAndDefault() throws IOException {
        assertThat(page()).containsExactlyElementsOf(keys()
                .map(key -> new Row(key.path(), key.hasVariable() ? key.variable() : "", key.defaultText()))
                .toList());
    }

    @Test
    void noTwoKeysShareAVariable() {
        assertThat(keys().filter(Key::hasVariable).map(Key::variable)).doesNotHaveDuplicates().allMatch(
                name -> name.matches("ANEMONE_[A-Z0-9_]+"));
    }

    @Test
    void namesFollowMechanically() {
        assertThat(Key.kebab("pongTimeout")).isEqualTo("pong-timeout");
        assertThat(keys().map(Key::variable)).contains("ANEMONE_PORT", "ANEMONE_GATEWAY_PONG_TIMEOUT",
                "ANEMONE_APP_ID", "ANEMONE_APP_LIMITS_CACHE_TTL", "ANEMONE_APP_TOKEN_KEY");
    }

    private static Stream<Key> keys() {
        return Key.of(ServerConfig.DEFAULTS).stream();
    }

    private static List<Row> page() throws IOException {
        return Files.readAllLines(PAGE).stream().map(ROW::matcher).filter(Matcher::matches).map(KeyTest::row).toList();
    }

    private static Row row(Matcher line) {
        String text = line.group(3) == null ? "" : line.group(3);
        // The page may write 120s where we would write 2m.
        String canonical = Durations.parse(text).map(Durations::format).orElse(text);
        return new Row(line.group(1), line.group(2) == null ? "" : line.group(2), canonical);
    }
}
