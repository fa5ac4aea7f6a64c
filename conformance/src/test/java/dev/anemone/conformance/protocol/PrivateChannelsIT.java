package dev.anemone.conformance.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.anemone.conformance.coverage.PC;
import dev.anemone.conformance.pusher.Message;
import dev.anemone.conformance.pusher.PusherConnection;
import dev.anemone.conformance.server.App;
import dev.anemone.conformance.server.Conformance;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Channels that need the signature of the customer's server, and what is wrong with a wrong one.
@Conformance
class PrivateChannelsIT {
    @Test
    @PC(70)
    void aRightSignatureAdmits(App app) {
        PusherConnection client = app.connect();
        String channel = app.channel("private-");

        send(client, channel, app.credentials().auth(client.socketId(), channel));

        client.expectSubscribed(channel);
    }

    @Test
    @PC(71)
    void withoutAuthThereIsNoAdmission(App app) {
        PusherConnection client = app.connect();
        String channel = app.channel("private-");

        client.sendSubscribe(Map.of("channel", channel));
        client.expectRefused(channel);
        send(client, channel, "");
        client.expectRefused(channel);
    }

    @ParameterizedTest
    @PC(72)
    @ValueSource(strings = {"nonsense", ":", "key:",
            ":58df8b0c36d6982b82c3ecf6b4662e34fe8c25bba48f5369f135bf843651c3a4"})
    void anAuthMustBeAKeyAndASignature(String auth, App app) {
        PusherConnection client = app.connect();
        String channel = app.channel("private-");

        send(client, channel, auth);

        client.expectRefused(channel);
    }

    @Test
    @PC(73)
    void theKeyMustBeTheConnectionsOwn(App app) {
        PusherConnection client = app.connect();
        String channel = app.channel("private-");
        String auth = app.credentials().auth(client.socketId(), channel);

        send(client, channel, "another" + auth);

        client.expectRefused(channel);
    }

    @Test
    @PC(74)
    void oneWrongDigitIsAWrongSignature(App app) {
        PusherConnection client = app.connect();
        String channel = app.channel("private-");
        String auth = app.credentials().auth(client.socketId(), channel);
        char last = auth.charAt(auth.length() - 1);

        send(client, channel, auth.substring(0, auth.length() - 1) + (last == '0' ? '1' : '0'));
        client.expectRefused(channel);
        send(client, channel, auth.substring(0, auth.length() - 1));
        client.expectRefused(channel);
        send(client, channel, auth + "0");
        client.expectRefused(channel);
    }

    @Test
    @PC(75)
    void signaturesAreInLowerCase(App app) {
        PusherConnection client = app.connect();
        String channel = app.channel("private-");
        String[] auth = app.credentials().auth(client.socketId(), channel).split(":", 2);

        send(client, channel, auth[0] + ":" + auth[1].toUpperCase(Locale.ROOT));

        client.expectRefused(channel);
    }

    @Test
    @PC(76)
    void aSignatureIsForOneConnection(App app) {
        PusherConnection client = app.connect();
        PusherConnection other = app.connect();
        String channel = app.channel("private-");

        send(client, channel, app.credentials().auth(other.socketId(), channel));

        client.expectRefused(channel);
    }

    @Test
    @PC(77)
    void aSignatureIsForOneChannel(App app) {
        PusherConnection client = app.connect();
        String channel = app.channel("private-");

        send(client, channel, app.credentials().auth(client.socketId(), app.channel("private-")));

        client.expectRefused(channel);
    }

    @Test
    @PC(78)
    void channelDataIsPartOfWhatIsSignedOnPrivateChannelsToo(App app) {
        PusherConnection client = app.connect();
        String channel = app.channel("private-");
        String data = "{\"user_id\":\"1\"}";

        client.sendSubscribe(Map.of("channel", channel, "channel_data", data, "auth",
                app.credentials().auth(client.socketId(), channel, data)));

        client.expectSubscribed(channel);
    }

    @Test
    @PC(79)
    void channelDataThatIsNotSignedIsRefused(App app) {
        PusherConnection client = app.connect();
        String channel = app.channel("private-");

        client.sendSubscribe(Map.of("channel", channel, "channel_data", "{\"user_id\":\"1\"}", "auth",
                app.credentials().auth(client.socketId(), channel)));

        client.expectRefused(channel);
    }

    @Test
    @PC(80)
    void punctuationInTheNameIsSignedAsItIs(App app) {
        app.connect().subscribe("private-azAZ9_=@,.;");
    }

    @Test
    @PC(81)
    void aRefusalIsSaidAndNeverLooksLikeSuccess(App app) {
        PusherConnection client = app.connect();
        String channel = app.channel("private-");

        send(client, channel, "nonsense");

        assertThat(client.expectRefused(channel)).isNotEmpty()
                .noneMatch(answer -> answer.event().equals("pusher_internal:subscription_succeeded"));
    }

    @Test
    @PC(82)
    void aSubscriptionErrorNamesItsChannelTypeAndStatus(App app) {
        PusherConnection client = app.connect();
        String channel = app.channel("private-");

        send(client, channel, "nonsense");

        List<Message> errors = client.expectRefused(channel).stream()
                .filter(answer -> answer.event().equals("pusher:subscription_error")).toList();
        assertThat(errors).singleElement().satisfies(error -> {
            assertThat(error.channel()).isEqualTo(channel);
            JsonNode data = error.decodedData();
            assertThat(data.path("type").textValue()).isEqualTo("AuthError");
            assertThat(data.path("error").textValue()).isNotBlank();
            assertThat(data.path("status").isInt()).isTrue();
        });
    }

    @Test
    @PC(83)
    void afterARefusalACorrectedRequestSucceeds(App app) {
        PusherConnection client = app.connect();
        String channel = app.channel("private-");
        send(client, channel, "nonsense");
        client.expectRefused(channel);

        client.subscribe(channel);
    }

    @Test
    @PC(84)
    void theRefusedHearNothing(App app) {
        PusherConnection client = app.connect();
        PusherConnection witness = app.connect();
        String channel = app.channel("private-");
        send(client, channel, "nonsense");
        client.expectRefused(channel);
        witness.subscribe(channel);

        app.rest().publish(channel, "secret", "1");

        witness.expectEvent("secret", channel);
        client.expectNothing();
        client.subscribe(channel);
        client.expectNothing();
    }

    @ParameterizedTest
    @PC(85)
    @ValueSource(strings = {"private-cache-", "private-encrypted-", "private-encrypted-cache-"})
    void everyPrivateKindNeedsASignature(String prefix, App app) {
        PusherConnection client = app.connect();
        String channel = app.channel(prefix);

        client.sendSubscribe(Map.of("channel", channel));
        client.expectRefused(channel);
        client.sendSubscribe(
                Map.of("channel", channel, "auth", app.credentials().auth(client.socketId(), channel)));

        client.expectSubscribed(channel);
    }

    /// Customers' JSON writers differ in spaces and escapes; only what they wrote is what they signed.
    @ParameterizedTest
    @PC(86)
    @ValueSource(strings = {"{ \"user_id\" : \"1\" }", "{\"user_id\":\"1\",\"user_info\":{\"url\":\"a\\/b\"}}",
            "{\"user_id\":\"1\",\"user_info\":{\"name\":\"Ren\\u00e9\"}}",
            "{\"user_id\":\"1\",\"user_info\":{\"name\":\"René\"}}",
            "{\"user_id\":\"1\",\"user_info\":{\"mood\":\"😀\"},\"user_info\":{\"mood\":\"😀\"}}",
            "{\"user_info\":{\"n\":1.0e2},\n\t\"user_id\":\"1\"}"})
    void theSignatureIsOverTheTextAsItWasWritten(String channelData, App app) {
        PusherConnection client = app.connect();

        client.join(app.channel("presence-"), channelData);
    }

    @Test
    @PC(86)
    void escapesOfTheFrameAreNotPartOfTheText(App app) {
        PusherConnection client = app.connect();
        String channel = app.channel("presence-");
        String auth = app.credentials().auth(client.socketId(), channel, "{\"user_id\":\"é/😀\"}");

        client.send("{\"event\":\"pusher:subscribe\",\"data\":{\"channel\":\"" + channel + "\",\"auth\":\"" + auth
                + "\",\"channel_data\":\"{\\\"user\\u005fid\\\":\\\"\\u00e9\\/\\ud83d\\ude00\\\"}\"}}");

        client.expectSubscribed(channel);
    }

    @Test
    @PC(87)
    void anAuthIsSplitAtItsFirstColon(App app) {
        PusherConnection client = app.connect();
        String channel = app.channel("private-");

        send(client, channel, app.credentials().auth(client.socketId(), channel) + ":extra");

        client.expectRefused(channel);
    }

    private static void send(PusherConnection client, String channel, String auth) {
        client.sendSubscribe(Map.of("channel", channel, "auth", auth));
    }
}
