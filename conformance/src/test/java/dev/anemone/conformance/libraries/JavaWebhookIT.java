package dev.anemone.conformance.libraries;

import static org.assertj.core.api.Assertions.assertThat;

import com.pusher.rest.Pusher;
import com.pusher.rest.data.Validity;
import dev.anemone.conformance.pusher.Credentials;
import dev.anemone.conformance.server.AnemoneProcess;
import dev.anemone.conformance.server.App;
import dev.anemone.conformance.webhooks.HookReceiver;
import dev.anemone.conformance.webhooks.HookRequest;
import org.junit.jupiter.api.Test;

/// Whether `pusher-http-java` takes our webhooks for genuine.
final class JavaWebhookIT {
    private static final Credentials CREDENTIALS = new Credentials("1", "key-1", "secret-1");

    @Test
    void verifiesWhatTheServerSent() {
        try (HookReceiver receiver = HookReceiver.start();
                AnemoneProcess server = AnemoneProcess.start("java-webhook", """
                        apps: [{ id: "1", key: key-1, secret: secret-1, webhooks: [{ url: "%s" }] }]
                        """.formatted(receiver.url("/hooks")));
                App app = new App(server.endpoint(), CREDENTIALS);
                Backend backend = Backend.of(app);
                Backend impostor = Backend.of(server.endpoint(), new Credentials("1", "key-1", "guess"));
                Backend stranger = Backend.of(server.endpoint(), new Credentials("2", "key-2", "secret-2"))) {
            String channel = app.channel("my-channel-");
            app.connect().subscribe(channel);
            HookRequest request = receiver.awaitEvent("/hooks", "channel_occupied", channel);

            assertThat(verify(backend.pusher(), request, request.body())).isEqualTo(Validity.VALID);
            assertThat(verify(backend.pusher(), request, request.body() + " ")).isEqualTo(Validity.INVALID);
            assertThat(verify(impostor.pusher(), request, request.body())).isEqualTo(Validity.INVALID);
            assertThat(verify(stranger.pusher(), request, request.body())).isEqualTo(Validity.SIGNED_WITH_WRONG_KEY);
        }
    }

    private static Validity verify(Pusher pusher, HookRequest request, String body) {
        return pusher.validateWebhookSignature(request.header("X-Pusher-Key"), request.header("X-Pusher-Signature"),
                body);
    }
}
