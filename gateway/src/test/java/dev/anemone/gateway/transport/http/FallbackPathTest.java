package dev.anemone.gateway.transport.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.anemone.gateway.transport.http.FallbackPath.Greeting;
import dev.anemone.gateway.transport.http.FallbackPath.Offer;
import dev.anemone.gateway.transport.http.FallbackPath.Receive;
import dev.anemone.gateway.transport.http.FallbackPath.Send;
import dev.anemone.gateway.transport.http.FallbackPath.SessionKey;
import dev.anemone.gateway.transport.http.FallbackPath.Unknown;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FallbackPathTest {
    @Test
    void pusherJsNamesTheAppInThePath() {
        var session = new SessionKey("k", "abcdefgh");

        assertThat(FallbackPath.of("/pusher/app/k/123/abcdefgh/xhr_streaming")).isEqualTo(new Receive(session, true));
        assertThat(FallbackPath.of("/pusher/app/k/123/abcdefgh/xhr")).isEqualTo(new Receive(session, false));
        assertThat(FallbackPath.of("/pusher/app/k/7/abcdefgh/xhr_send")).isEqualTo(new Send(session));
    }

    @Test
    void sockJsDoesNot() {
        assertThat(FallbackPath.of("/pusher/123/abc/xhr")).isEqualTo(new Receive(new SessionKey("", "abc"), false));
        assertThat(FallbackPath.of("/pusher/info")).isEqualTo(new Offer());
        assertThat(FallbackPath.of("/pusher")).isEqualTo(new Greeting());
        assertThat(FallbackPath.of("/pusher/")).isEqualTo(new Greeting());
    }

    @Test
    void namesOfSessionsAreShort() {
        String longest = "s".repeat(128);

        assertThat(FallbackPath.of("/pusher/1/" + longest + "/xhr")).isInstanceOf(Receive.class);
        assertThat(FallbackPath.of("/pusher/1/" + longest + "s/xhr")).isEqualTo(new Unknown());
    }

    @ParameterizedTest
    @ValueSource(strings = {"/pusher/a/b/websocket", "/pusher/a/b", "/pusher//b/xhr", "/pusher/a//xhr",
            "/pusher/a.b/c/xhr", "/pusher/a/b.c/xhr", "/pusher/app//1/a/xhr", "/pusher/apps/k/1/a/xhr",
            "/pusher/app/k/1/a/xhr/", "/pusher/infos", "/pushers/1/a/xhr"})
    void allElseIsUnknown(String path) {
        assertThat(FallbackPath.of(path)).isEqualTo(new Unknown());
    }
}
