package dev.anemone.conformance.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import dev.anemone.conformance.coverage.PC;
import dev.anemone.conformance.pusher.Message;
import dev.anemone.conformance.pusher.PusherConnection;
import dev.anemone.conformance.server.App;
import dev.anemone.conformance.server.Conformance;
import java.util.List;
import org.junit.jupiter.api.Test;

/// Channels whose payload only the publisher and the subscribers can read.
@Conformance
class EncryptedChannelsIT {
    private static final String SEALED = "{\"nonce\":\"4sVYwy4j/8dCcjyxtPCWyk19GaaViaW9\","
            + "\"ciphertext\":\"/GMESnFGlbNn01BuBjp31XYa3i9vZsGKR8fgR9EDhXKx3lzGiUD501A=\"}";

    @Test
    @PC(88)
    void aSealedPayloadIsRelayedByteForByte(App app) {
        PusherConnection client = app.connect();
        String channel = app.channel("private-encrypted-");
        client.subscribe(channel);

        app.rest().publish(channel, "sealed", SEALED);

        assertThat(client.expectEvent("sealed", channel).data()).isEqualTo(SEALED);
    }

    @Test
    @PC(89)
    void successCarriesAnEmptyObject(App app) {
        assertThat(app.connect().subscribe(app.channel("private-encrypted-")).data()).isEqualTo("{}");
    }

    @Test
    @PC(90)
    void noSharedSecretIsNeededOrTold(App app) {
        PusherConnection client = app.connect();
        String channel = app.channel("private-encrypted-");

        Message success = client.subscribe(channel);
        app.rest().publish(channel, "sealed", SEALED);
        Message event = client.expectEvent("sealed", channel);

        assertThat(List.of(success.text(), event.text())).noneMatch(text -> text.contains("shared_secret"));
    }
}
