package dev.anemone.store.redis;

import static java.lang.System.Logger.Level.DEBUG;

import dev.anemone.model.ChannelKey;
import dev.anemone.store.Scheduler;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/// Has told in time what is told later: departures, and the numbers of large channels. The node that caused something looks
/// when it is due; beside that every node looks everywhere once in a while, for those that died before. Confined to the
/// scheduler's thread, but for [#expect].
final class Postponed {
    private static final System.Logger LOG = System.getLogger(Postponed.class.getName());
    private static final LuaScript DUE = LuaScript.named("due");
    private static final LuaScript TELL = LuaScript.after("lifecycle", "tell-due");
    private static final Duration LOOK_EVERYWHERE = Duration.ofSeconds(10);
    private static final int AT_ONCE = 256;

    private final ScriptCalls calls;
    private final RedisKeys keys;
    private final LifecycleTerms terms;
    private final Scheduler scheduler;
    /// When each partition is looked at next; `null` if nobody has asked.
    private final @Nullable Instant[] next = new @Nullable Instant[RedisKeys.PARTITIONS];

    Postponed(ScriptCalls calls, RedisKeys keys, LifecycleTerms terms, Scheduler scheduler) {
        this.calls = calls;
        this.keys = keys;
        this.terms = terms;
        this.scheduler = scheduler;
    }

    /// Looks everywhere from now on.
    void start() {
        scheduler.schedule(LOOK_EVERYWHERE, () -> {
            for (int partition = 0; partition < RedisKeys.PARTITIONS; partition++) {
                look(partition);
            }
            start();
        });
    }

    /// Something in the channel's partition may be due after `delay`; nothing is if it is zero. Any thread may call it.
    void expect(ChannelKey channel, Duration delay) {
        if (delay.isZero()) {
            return;
        }
        int partition = RedisKeys.partition(channel);
        scheduler.schedule(Duration.ZERO, () -> expect(partition, delay));
    }

    private void expect(int partition, Duration delay) {
        Instant at = scheduler.instant().plus(delay);
        Instant known = next[partition];
        if (known == null || known.isAfter(at)) {
            next[partition] = at;
            scheduler.schedule(delay, () -> {
                if (at.equals(next[partition])) {
                    next[partition] = null;
                    look(partition);
                }
            });
        }
    }

    private void look(int partition) {
        calls.run(DUE, List.of(keys.lifecycle(partition).get(2)), List.of(RedisKeys.bytes(Integer.toString(AT_ONCE))))
                .thenCompose(answer -> {
                    List<byte[]> due = answer.subList(1, answer.size());
                    return ScriptCalls.all(due.stream().map(this::tell))
                            .thenApply(_ -> RedisKeys.name(answer.getFirst()));
                })
                .whenComplete((wait, failure) -> {
                    if (failure != null) {
                        LOG.log(DEBUG, "What is due was not told; it is when all are looked at", failure);
                    } else if (!wait.isEmpty()) {
                        Duration delay = Duration.ofMillis(Long.parseLong(wait));
                        scheduler.schedule(Duration.ZERO, () -> expect(partition, delay));
                    }
                });
    }

    private CompletionStage<?> tell(byte[] event) {
        ChannelKey channel = LifecycleText.channel(event);
        var names = new ArrayList<>(keys.lifecycle(RedisKeys.partition(channel)));
        names.add(keys.toldCounts(channel));
        names.add(keys.totals(channel));
        var arguments = new ArrayList<>(terms.arguments(terms.letters(channel)));
        arguments.add(event);
        arguments.add(RedisKeys.bytes(channel.channel().value()));
        arguments.addAll(terms.pacing());
        return calls.run(TELL, names, arguments);
    }
}
