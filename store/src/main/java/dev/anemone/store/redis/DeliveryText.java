package dev.anemone.store.redis;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.anemone.model.AppId;
import dev.anemone.store.WebhookQueue.Delivery;
import dev.anemone.store.WebhookQueue.State;
import java.net.URI;
import java.time.Instant;
import java.util.Arrays;

/// A delivery as `deliveries.lua` keeps it.
final class DeliveryText {
    private static final int FIELDS = 8;

    private DeliveryText() {}

    static byte[] key(AppId app, String id) {
        return (app + " " + id).getBytes(UTF_8);
    }

    static String letter(State state) {
        return switch (state) {
            case WAITING -> "W";
            case DELIVERED -> "D";
            case FAILED -> "F";
        };
    }

    static byte[] encode(Delivery delivery) {
        byte[] outcome = delivery.outcome().getBytes(UTF_8);
        return (letter(delivery.state()) + ' ' + delivery.due().toEpochMilli() + ' '
                + delivery.created().toEpochMilli() + ' ' + delivery.attempts() + ' '
                + (delivery.fromOperator() ? '1' : '0') + ' ' + delivery.url() + ' ' + outcome.length + ' '
                + delivery.outcome() + delivery.body()).getBytes(UTF_8);
    }

    static Delivery decode(byte[] key, byte[] text) {
        String[] names = new String(key, UTF_8).split(" ", 2);
        String[] head = RedisKeys.name(text).split(" ", FIELDS);
        int outcomeAt = text.length - head[FIELDS - 1].length();
        int bodyAt = outcomeAt + Integer.parseInt(head[6]);
        return new Delivery(names[1], new AppId(names[0]), URI.create(new String(RedisKeys.bytes(head[5]), UTF_8)),
                new String(text, bodyAt, text.length - bodyAt, UTF_8), head[4].equals("1"), instant(head[2]),
                state(head[0]), instant(head[1]), Integer.parseInt(head[3]),
                new String(text, outcomeAt, bodyAt - outcomeAt, UTF_8));
    }

    private static Instant instant(String millis) {
        return Instant.ofEpochMilli(Long.parseLong(millis));
    }

    private static State state(String letter) {
        return Arrays.stream(State.values()).filter(state -> letter(state).equals(letter)).findAny()
                .orElseThrow(() -> new IllegalArgumentException("No state: " + letter));
    }
}
