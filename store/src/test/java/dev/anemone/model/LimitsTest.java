package dev.anemone.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.lang.reflect.Constructor;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.RecordComponent;
import java.time.Duration;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LimitsTest {
    @Test
    void defaultsArePushersDocumentedLimits() {
        assertThat(Limits.DEFAULTS).hasToString(
                "Limits[maxChannelNameLength=164, maxEventNameLength=200, maxEventDataBytes=10240, "
                        + "maxChannelsPerEvent=100, maxBatchEvents=10, backendEventsPerSecond=2147483647, "
                        + "clientEventsPerSecond=10, readRequestsPerSecond=2147483647, "
                        + "maxPresenceMembers=100, maxUserInfoBytes=1024, maxUserIdLength=128, "
                        + "maxWatchlistUsers=100, cacheTtl=PT30M]");
    }

    @ParameterizedTest
    @CsvSource({"maxChannelNameLength, max-channel-name-length, 1, 200",
            "maxEventNameLength, max-event-name-length, 1, 1000",
            "maxEventDataBytes, max-event-data-bytes, 1, 10485760",
            "maxChannelsPerEvent, max-channels-per-event, 1, 10000", "maxBatchEvents, max-batch-events, 1, 10000",
            "clientEventsPerSecond, client-events-per-second, 1, 1000000",
            "maxPresenceMembers, max-presence-members, 1, 100000",
            "maxUserInfoBytes, max-user-info-bytes, 2, 1048576", "maxUserIdLength, max-user-id-length, 1, 512",
            "maxWatchlistUsers, max-watchlist-users, 0, 100000"})
    void eachLimitHasItsOwn(String component, String key, int min, int max) {
        assertThat(with(component, min)).isNotNull();
        assertThat(with(component, max)).isNotNull();
        for (int outside : new int[]{min - 1, max + 1, Integer.MIN_VALUE, Integer.MAX_VALUE}) {
            assertThatIllegalArgumentException().isThrownBy(() -> with(component, outside))
                    .withMessage(key + ": expected " + min + " to " + max + ", got " + outside);
        }
    }

    @ParameterizedTest
    @CsvSource({"backendEventsPerSecond, backend-events-per-second", "readRequestsPerSecond, read-requests-per-second"})
    void ratesOfBackendsMayBeUnlimited(String component, String key) {
        assertThat(with(component, App.UNLIMITED)).isNotNull();
        assertThat(with(component, 1)).isNotNull();
        assertThat(with(component, 1_000_000)).isNotNull();
        for (int outside : new int[]{0, -1, 1_000_001}) {
            assertThatIllegalArgumentException().isThrownBy(() -> with(component, outside))
                    .withMessage(key + ": expected 1 to 1000000, got " + outside);
        }
    }

    @Test
    void aCacheKeepsForMoreThanNothingAndAtMost30Days() {
        assertThat(with("cacheTtl", Duration.ofNanos(1))).isNotNull();
        assertThat(with("cacheTtl", Duration.ofDays(30))).isNotNull();
        for (var outside : new Duration[]{Duration.ZERO, Duration.ofNanos(-1), Duration.ofDays(30).plusNanos(1)}) {
            assertThatIllegalArgumentException().isThrownBy(() -> with("cacheTtl", outside))
                    .withMessage("cache-ttl: expected more than 0 and at most 30 days, got " + outside);
        }
    }

    @Test
    void theLongestNamesOfAnyAppFitTheirTypes() {
        assertThat(new ChannelName("c".repeat(200)).value()).hasSize(ChannelName.MAX_LENGTH);
        assertThat(new EventName("e".repeat(1_000)).value()).hasSize(EventName.MAX_LENGTH);
        assertThat(new UserId("u".repeat(512)).value()).hasSize(UserId.MAX_LENGTH);
    }

    /// The defaults with one component replaced.
    private static Limits with(String component, Object value) {
        RecordComponent[] components = Limits.class.getRecordComponents();
        try {
            var arguments = new Object[components.length];
            for (int i = 0; i < components.length; i++) {
                arguments[i] = components[i].getName().equals(component)
                        ? value
                        : components[i].getAccessor().invoke(Limits.DEFAULTS);
            }
            Constructor<Limits> canonical = Limits.class.getDeclaredConstructor(
                    Arrays.stream(components).map(RecordComponent::getType).toArray(Class<?>[]::new));
            return canonical.newInstance(arguments);
        } catch (InvocationTargetException refused) {
            throw (RuntimeException) refused.getCause();
        } catch (ReflectiveOperationException impossible) {
            throw new LinkageError("Limits has no canonical constructor.", impossible);
        }
    }
}
