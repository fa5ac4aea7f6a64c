package dev.anemone.api.webhooks;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class WebhookConfigTest {
    private static Duration pick(String key, String given, String value, Duration otherwise) {
        return key.equals(given) ? Duration.parse(value) : otherwise;
    }

    private static int pick(String key, String given, String value, int otherwise) {
        return key.equals(given) ? Integer.parseInt(value) : otherwise;
    }

    private static WebhookConfig with(String key, String value) {
        WebhookConfig defaults = WebhookConfig.DEFAULTS;
        return new WebhookConfig(pick("attempt-timeout", key, value, defaults.attemptTimeout()),
                pick("first-retry", key, value, defaults.firstRetry()),
                pick("max-retry-delay", key, value, defaults.maxRetryDelay()),
                pick("retry-horizon", key, value, defaults.retryHorizon()),
                pick("batch-window", key, value, defaults.batchWindow()),
                pick("max-batch-events", key, value, defaults.maxBatchEvents()),
                pick("max-concurrent-requests", key, value, defaults.maxConcurrentRequests()),
                pick("poll-interval", key, value, defaults.pollInterval()), false);
    }

    @ParameterizedTest
    @CsvSource({"attempt-timeout, PT0.05S, PT5M", "first-retry, PT0.01S, PT1H", "max-retry-delay, PT0.01S, PT24H",
            "retry-horizon, PT0S, PT168H", "batch-window, PT0S, PT1M", "max-batch-events, 1, 1000",
            "max-concurrent-requests, 1, 10000", "poll-interval, PT0.01S, PT1M"})
    void eachBoundIsAllowed(String key, String min, String max) {
        assertThatCode(() -> with(key, min)).doesNotThrowAnyException();
        assertThatCode(() -> with(key, max)).doesNotThrowAnyException();
    }

    @ParameterizedTest
    @CsvSource({"attempt-timeout, PT0.049S, PT5M0.001S", "first-retry, PT0.009S, PT1H0.001S",
            "max-retry-delay, PT0.009S, PT24H0.001S", "retry-horizon, PT-0.001S, PT168H0.001S",
            "batch-window, PT-0.001S, PT1M0.001S", "max-batch-events, 0, 1001", "max-concurrent-requests, 0, 10001",
            "poll-interval, PT0.009S, PT1M0.001S"})
    void whatIsBeyondABoundIsNamed(String key, String less, String more) {
        assertThatThrownBy(() -> with(key, less)).isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith(key + ": expected ");
        assertThatThrownBy(() -> with(key, more)).isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith(key + ": expected ");
    }
}
