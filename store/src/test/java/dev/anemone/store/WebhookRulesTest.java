package dev.anemone.store;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.time.Duration;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class WebhookRulesTest {
    private static Duration pick(String key, String given, String value, Duration otherwise) {
        return key.equals(given) ? Duration.parse(value) : otherwise;
    }

    private static int pick(String key, String given, String value, int otherwise) {
        return key.equals(given) ? Integer.parseInt(value) : otherwise;
    }

    private static WebhookRules with(String key, String value) {
        WebhookRules defaults = WebhookRules.DEFAULTS;
        return new WebhookRules(pick("grace", key, value, defaults.grace()),
                pick("unpaced-subscription-count", key, value, defaults.unpacedSubscriptionCount()),
                pick("subscription-count-interval", key, value, defaults.subscriptionCountInterval()),
                pick("cache-miss-interval", key, value, defaults.cacheMissInterval()),
                pick("max-waiting-events", key, value, defaults.maxWaitingEvents()),
                pick("max-waiting-deliveries", key, value, defaults.maxWaitingDeliveries()),
                pick("max-finished-deliveries", key, value, defaults.maxFinishedDeliveries()),
                pick("keep-finished", key, value, defaults.keepFinished()),
                pick("max-bytes", key, value, defaults.maxBytes()));
    }

    @ParameterizedTest
    @CsvSource({"grace, PT0S, PT1M", "unpaced-subscription-count, 0, 1000000",
            "subscription-count-interval, PT0.05S, PT1H", "cache-miss-interval, PT0S, PT1H",
            "max-waiting-events, 1, 10000000", "max-waiting-deliveries, 1, 10000000",
            "max-finished-deliveries, 0, 10000000", "keep-finished, PT0S, PT720H", "max-bytes, 1048576, 2147483647"})
    void eachBoundIsAllowed(String key, String min, String max) {
        assertThatCode(() -> with(key, min)).doesNotThrowAnyException();
        assertThatCode(() -> with(key, max)).doesNotThrowAnyException();
    }

    @ParameterizedTest
    @CsvSource({"grace, PT-0.001S, PT1M0.001S", "unpaced-subscription-count, -1, 1000001",
            "subscription-count-interval, PT0.049S, PT1H0.001S", "cache-miss-interval, PT-0.001S, PT1H0.001S",
            "max-waiting-events, 0, 10000001", "max-waiting-deliveries, 0, 10000001",
            "max-finished-deliveries, -1, 10000001", "keep-finished, PT-0.001S, PT720H0.001S",
            "max-bytes, 1048575, -1"})
    void whatIsBeyondABoundIsNamed(String key, String less, String more) {
        for (String value : new String[]{less, more}) {
            assertThatIllegalArgumentException().isThrownBy(() -> with(key, value))
                    .withMessageStartingWith(key + ": expected ");
        }
    }
}
