package dev.anemone.bench.rivals.stock;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// The worked example of the Pusher HTTP API reference, "Worked authentication example".
class SignaturesTest {
    private static final byte[] BODY = "{\"name\":\"foo\",\"channels\":[\"project-3\"],\"data\":\"{\\\"some\\\":\\\"data\\\"}\"}"
            .getBytes(StandardCharsets.UTF_8);
    private static final Map<String, String> PARAMETERS = Map.of("auth_key", "278d425bdf160c739803", "auth_timestamp",
            "1353088179", "auth_version", "1.0", "body_md5", "ec365a775a4cd0599faeb73354201b6f", "auth_signature",
            "da454824c97ba181a32ccc17a72625ba02771f50b50e1e7430e47a1f3f457e6c");

    private static Signatures at(long epochSecond) {
        return new Signatures("278d425bdf160c739803", "7ad3773142a6692b25b8",
                Clock.fixed(Instant.ofEpochSecond(epochSecond), ZoneOffset.UTC));
    }

    private static boolean allowed(Map<String, String> parameters) {
        return at(1353088179).allow("POST", "/apps/3/events", parameters, BODY);
    }

    @Test
    void allowsTheWorkedExample() {
        assertThat(allowed(PARAMETERS)).isTrue();
    }

    @ParameterizedTest
    @CsvSource({"auth_key, 278d425bdf160c739804", "auth_timestamp, 1353088180", "auth_timestamp, soon",
            "auth_version, 1.1", "body_md5, ec365a775a4cd0599faeb73354201b6e",
            "auth_signature, da454824c97ba181a32ccc17a72625ba02771f50b50e1e7430e47a1f3f457e6d"})
    void refusesWhatWasChangedAfterwards(String name, String value) {
        var changed = new HashMap<>(PARAMETERS);
        changed.put(name, value);
        assertThat(allowed(changed)).isFalse();
    }

    @Test
    void refusesAnotherBody() {
        assertThat(at(1353088179).allow("POST", "/apps/3/events", PARAMETERS, new byte[0])).isFalse();
    }

    @Test
    void refusesWhatIsMissing() {
        for (String name : PARAMETERS.keySet()) {
            var fewer = new HashMap<>(PARAMETERS);
            fewer.remove(name);
            assertThat(allowed(fewer)).as(name).isFalse();
        }
    }

    @Test
    void refusesOldTimestamps() {
        assertThat(at(1353088179 + 600).allow("POST", "/apps/3/events", PARAMETERS, BODY)).isTrue();
        assertThat(at(1353088179 + 601).allow("POST", "/apps/3/events", PARAMETERS, BODY)).isFalse();
    }
}
