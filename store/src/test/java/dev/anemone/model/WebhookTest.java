package dev.anemone.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.anemone.model.LifecycleEvent.Occupied;
import dev.anemone.model.LifecycleEvent.Vacated;
import java.net.URI;
import java.util.EnumSet;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class WebhookTest {
    private static Webhook webhook(String url) {
        return new Webhook(URI.create(url), WebhookEvent.DEFAULTS, "", "", true);
    }

    private static ChannelKey channel(String name) {
        return new ChannelKey(new AppId("1"), new ChannelName(name));
    }

    @ParameterizedTest
    @ValueSource(strings = {"http://127.0.0.1:80/a?b=c", "https://backend.example", "HTTPS://backend.example/"})
    void anEndpointIsAWebAddress(String url) {
        assertThat(webhook(url).url()).hasToString(url);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "backend.example", "/hooks", "ftp://backend.example/", "http:/hooks",
            "mailto:a@b.example"})
    void nothingElseIs(String url) {
        assertThatIllegalArgumentException().isThrownBy(() -> webhook(url))
                .withMessage("url: expected http://HOST/… or https://HOST/…, got " + url);
    }

    @ParameterizedTest
    @ValueSource(strings = {"https://user:hidden@backend.example/", "ftp://hidden@backend.example/"})
    void aPasswordIsRefusedAndNotShown(String url) {
        assertThatIllegalArgumentException().isThrownBy(() -> webhook(url))
                .withMessage("url: expected no user and password in it, got some for backend.example");
    }

    @Test
    void norIsOneBeforeAHostThatIsMalformed() {
        assertThatIllegalArgumentException().isThrownBy(() -> webhook("https://user:hidden@back_end/"))
                .withMessage("url: expected no user and password in it, got some for back_end");
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 65_536, 99_999})
    void thereAreOnlySoManyPorts(int port) {
        assertThatIllegalArgumentException().isThrownBy(() -> webhook("http://a.example:" + port + "/"))
                .withMessage("url: expected a port of 1 to 65535, got " + port);
    }

    @Test
    void anEndpointWantsSomething() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Webhook(URI.create("http://a.example"), Set.of(), "", "", true))
                .withMessage("events: expected at least one");
    }

    @ParameterizedTest
    @CsvSource({"private-chat-eu, true", "private-eu, true", "private-chat, false", "chat-eu, false"})
    void itIsToldOfChannelsWithItsPrefixAndSuffix(String channel, boolean told) {
        var webhook = new Webhook(URI.create("http://a.example"), Set.of(WebhookEvent.CHANNEL_OCCUPIED), "private-",
                "-eu", true);

        assertThat(webhook.wants(new Occupied(channel(channel)))).isEqualTo(told);
        assertThat(webhook.wants(new Vacated(channel(channel)))).isFalse();
    }

    @ParameterizedTest
    @EnumSource
    void eventsAreFoundByTheirNameOnTheWire(WebhookEvent event) {
        assertThat(WebhookEvent.ofWireName(event.wireName())).contains(event);
        assertThat(WebhookEvent.ofWireName(event.name())).isEmpty();
    }

    @Test
    void countsAreToldOnlyToThoseWhoAsk() {
        assertThat(WebhookEvent.DEFAULTS)
                .isEqualTo(EnumSet.complementOf(EnumSet.of(WebhookEvent.SUBSCRIPTION_COUNT)));
    }
}
