package dev.anemone.store.redis;

import static java.lang.System.Logger.Level.WARNING;
import static java.nio.charset.StandardCharsets.UTF_8;

import dev.anemone.model.AppId;
import dev.anemone.store.WebhookQueue;
import dev.anemone.store.WebhookRules;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicLong;

/// The webhook requests of all nodes, in Redis, under one hash tag: requests are few, compared with what else happens. All
/// times are by Redis's clock, in milliseconds.
final class RedisWebhookQueue implements WebhookQueue {
    private static final System.Logger LOG = System.getLogger(RedisWebhookQueue.class.getName());
    private static final LuaScript ADD = LuaScript.after("deliveries", "add-deliveries");
    private static final LuaScript TAKE = LuaScript.after("deliveries", "take-deliveries");
    private static final LuaScript RECORD = LuaScript.after("deliveries", "record-delivery");
    private static final LuaScript REPLAY = LuaScript.after("deliveries", "replay-delivery");
    private static final LuaScript LIST = LuaScript.after("deliveries", "list-deliveries");

    private final ScriptCalls calls;
    private final RedisKeys keys;
    private final List<byte[]> bounds;
    private final AtomicLong givenUp = new AtomicLong();

    RedisWebhookQueue(ScriptCalls calls, RedisKeys keys, WebhookRules rules) {
        this.calls = calls;
        this.keys = keys;
        this.bounds = List.of(number(rules.maxWaitingDeliveries()), number(rules.maxFinishedDeliveries()),
                number(rules.keepFinished().toMillis()), number(rules.maxBytes()));
    }

    private CompletionStage<List<byte[]>> run(LuaScript script, List<byte[]> arguments) {
        var all = new ArrayList<>(bounds);
        all.addAll(arguments);
        return calls.run(script, keys.deliveries(), all);
    }

    @Override
    public CompletionStage<Void> add(List<Delivery> deliveries) {
        var arguments = new ArrayList<byte[]>(2 * deliveries.size());
        for (Delivery delivery : deliveries) {
            arguments.add(DeliveryText.key(delivery.app(), delivery.id()));
            arguments.add(DeliveryText.encode(delivery));
        }
        return run(ADD, arguments).thenAccept(answer -> {
            long count = Long.parseLong(RedisKeys.name(answer.getFirst()));
            if (count > 0 && givenUp.getAndAdd(count) == 0) {
                LOG.log(WARNING, "Webhooks are given up: too many wait");
            }
        });
    }

    @Override
    public CompletionStage<List<Delivery>> take(int max, Duration lease) {
        return run(TAKE, List.of(number(max), number(lease.toMillis()))).thenApply(RedisWebhookQueue::deliveries);
    }

    @Override
    public CompletionStage<Void> record(Delivery delivery) {
        return run(RECORD, List.of(DeliveryText.key(delivery.app(), delivery.id()), DeliveryText.encode(delivery)))
                .thenApply(_ -> null);
    }

    @Override
    public CompletionStage<List<Delivery>> list(AppId app, Optional<State> state, Optional<String> before, int limit) {
        return run(LIST,
                List.of(RedisKeys.bytes(app.value()), RedisKeys.bytes(state.map(DeliveryText::letter).orElse("")),
                        before.orElse("").getBytes(UTF_8), number(limit)))
                .thenApply(RedisWebhookQueue::deliveries);
    }

    @Override
    public CompletionStage<Optional<Delivery>> replay(AppId app, String id) {
        byte[] key = DeliveryText.key(app, id);
        return run(REPLAY, List.of(key))
                .thenApply(answer -> answer.stream().findFirst().map(text -> DeliveryText.decode(key, text)));
    }

    @Override
    public CompletionStage<Backlog> backlog() {
        byte[] waiting = RedisKeys.bytes(keys.deliveries().get(1));
        var count = calls.send(connection -> connection.async().zcard(waiting));
        var oldest = calls.send(connection -> connection.async().zrangeWithScores(waiting, 0, 0));
        return count.thenCombine(oldest, (size, first) -> new Backlog(Math.toIntExact(size),
                first.stream().findFirst().map(entry -> Instant.ofEpochMilli((long) entry.getScore()))));
    }

    @Override
    public long givenUp() {
        return givenUp.get();
    }

    /// @param flat for each: its key, its text
    private static List<Delivery> deliveries(List<byte[]> flat) {
        var deliveries = new ArrayList<Delivery>(flat.size() / 2);
        for (int i = 0; i < flat.size(); i += 2) {
            deliveries.add(DeliveryText.decode(flat.get(i), flat.get(i + 1)));
        }
        return List.copyOf(deliveries);
    }

    private static byte[] number(long number) {
        return RedisKeys.bytes(Long.toString(number));
    }
}
