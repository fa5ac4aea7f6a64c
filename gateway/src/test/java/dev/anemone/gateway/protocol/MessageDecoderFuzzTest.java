package dev.anemone.gateway.protocol;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.anemone.gateway.protocol.ClientMessage.ClientEvent;
import dev.anemone.gateway.protocol.ClientMessage.Subscribe;
import dev.anemone.model.AppId;
import dev.anemone.model.ChannelKey;
import dev.anemone.model.Limits;
import dev.anemone.model.Publication;
import java.util.SplittableRandom;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.RepetitionInfo;
import org.junit.jupiter.api.Timeout;

/// Any bytes yield a message, and any message can be answered: 3 seeds × 10,000 inputs, or as many as `-Dfuzz.inputs`
/// says: half of them valid messages of which a few bytes were changed, half tokens of the protocol in random order.
@Timeout(600)
class MessageDecoderFuzzTest {
    private static final int INPUTS = Integer.getInteger("fuzz.inputs", 10_000);
    private static final String[] MESSAGES = {
            "{\"event\":\"pusher:signin\",\"data\":{\"auth\":\"k:s\",\"user_data\":\"{\\\"id\\\":\\\"1\\\",\\\"watchlist\\\":[\\\"2\\\"]}\"}}",
            "{\"event\": \"pusher:ping\"}",
            "{\"event\":\"pusher:subscribe\",\"data\":{\"auth\":\"K:H\",\"channel_data\":\"{\\\"user_id\\\":1}\","
                    + "\"channel\":\"presence-x\"}}",
            "{\"event\":\"pusher:subscribe\",\"data\":\"{\\\"channel\\\":\\\"x\\\"}\"}",
            "{\"event\":\"pusher:subscribe\",\"data\":{\"channel\":\"x\",\"since\":\"e1-0.1.e1-0-1\"}}",
            "{\"event\":\"pusher:subscribe\",\"data\":{\"channel\":\"x\",\"rewind\":10}}",
            "{\"event\":\"anemone:history\",\"data\":{\"channel\":\"x\",\"limit\":5,\"before\":\"e1-0.1.e1-0-1\",\"ref\":1}}",
            "{\"event\":\"client-a\",\"channel\":\"private-é\",\"data\":[1.0e5,\"\\ud83d\\ude00\",{\"a\":null}]}",
            "{\"event\":\"client-a\",\"channel\":\"private-x\",\"data\":\"é漢😀\\u0000\"}"};
    private static final String[] TOKENS = {"{", "}", "[", "]", ":", ",", "\"", "\\", "\\u00", "\\ud83d", "null",
            "true",
            "1.0", "-", "e9", " ", "\n", "\0", "é", "😀", "\"event\":", "\"data\":", "\"channel\":",
            "\"channel_data\":",
            "\"pusher:subscribe\"", "\"pusher:unsubscribe\"", "\"client-x\"", "\"private-x\"", "\"user_id\":",
            "\ufeff"};

    @RepeatedTest(3)
    void anyBytesYieldAMessage(RepetitionInfo repetition) {
        var random = new SplittableRandom(repetition.getCurrentRepetition());
        int understood = 0;
        for (int i = 0; i < INPUTS; i++) {
            byte[] input = i % 2 == 0 ? mutated(random) : shuffled(random);
            int offset = random.nextInt(input.length + 1);
            answer(MessageDecoder.decode(input, offset, input.length - offset));
            if (answer(MessageDecoder.decode(input, 0, input.length))) {
                understood++;
            }
        }
        assertThat(understood).as("inputs that were understood").isBetween(INPUTS / 50, INPUTS * 49 / 50);
    }

    /// What is done with a message does not throw either. Returns whether it was understood.
    private static boolean answer(ClientMessage message) {
        return switch (message) {
            case ClientEvent(var channel, var event, var data) -> {
                var key = new ChannelKey(new AppId("1"), channel);
                yield MessageEncoder.publication(new Publication(key, event, data)).size() > 2;
            }
            case Subscribe(_, _, var channelData, _, _) -> channelData == null
                    || ChannelData.read(channelData, Limits.DEFAULTS) instanceof ChannelData.Result.Present;
            case ClientMessage.Unacceptable(var reason) -> MessageEncoder.error(reason).size() == 0;
            case ClientMessage.SubscribeMalformed(var channel, var reason) ->
                MessageEncoder.subscriptionError(channel, "AuthError", reason, 400).size() == 0;
            case ClientMessage.SignIn(_, var userData) ->
                userData == null || UserData.read(userData) instanceof UserData.Result.Present;
            case ClientMessage.Token(var token) -> !token.isEmpty();
            case ClientMessage.ReadHistoryMalformed(var channel, var ref) ->
                MessageEncoder.historyRefused(channel, ref, "malformed").size() == 0;
            case ClientMessage.ReadHistory request -> request.limit() > 0;
            case ClientMessage.Unsubscribe _,ClientMessage.Ping _,ClientMessage.Pong _ -> true;
        };
    }

    private static byte[] mutated(SplittableRandom random) {
        byte[] bytes = MESSAGES[random.nextInt(MESSAGES.length)].getBytes(UTF_8);
        for (int changes = random.nextInt(4); changes > 0; changes--) {
            bytes[random.nextInt(bytes.length)] = random.nextBoolean()
                    ? (byte) random.nextInt()
                    : bytes[random.nextInt(bytes.length)];
        }
        return bytes;
    }

    private static byte[] shuffled(SplittableRandom random) {
        var text = new StringBuilder(random.nextInt(4) == 0 ? "" : "{");
        for (int tokens = random.nextInt(12); tokens > 0; tokens--) {
            text.append(TOKENS[random.nextInt(TOKENS.length)]);
        }
        return text.append(random.nextInt(4) == 0 ? "" : "}").toString().getBytes(UTF_8);
    }
}
