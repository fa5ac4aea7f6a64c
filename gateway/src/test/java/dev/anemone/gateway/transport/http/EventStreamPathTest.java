package dev.anemone.gateway.transport.http;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class EventStreamPathTest {
    @Test
    void namesAnAppAndAChannelOfAnyCharacters() {
        String path = "/prefix/app/k/channels/private-a;b%40%3D+,.;/events";

        assertThat(EventStreamPath.of(path, "/prefix".length()))
                .contains(new EventStreamPath(path, "k", "private-a;b@=+,.;"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"/app/k", "/app/k/channels/a", "/app/k/channels//events", "/app/k/channels/a/b/events",
            "/app//channels/a/events", "/apps/k/channels/a/events", "/app/k/channels/%zz/events",
            "/app/k/channels/a/events/"})
    void allElseIsNone(String path) {
        assertThat(EventStreamPath.of(path, 0)).isEmpty();
    }
}
