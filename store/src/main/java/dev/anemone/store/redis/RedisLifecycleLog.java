package dev.anemone.store.redis;

import dev.anemone.model.LifecycleEvent;
import dev.anemone.model.LifecycleEvent.CacheMissed;
import dev.anemone.store.LifecycleLog;
import java.util.ArrayList;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicLong;

/// What webhooks are to tell, in Redis: a stream for each partition. Scripts that change a channel add to it what only they
/// see; nodes add the rest here. [LifecycleTurns] reads it.
final class RedisLifecycleLog implements LifecycleLog {
    private static final LuaScript APPEND = LuaScript.after("lifecycle", "append");

    private final ScriptCalls calls;
    private final RedisKeys keys;
    private final LifecycleTerms terms;
    private final LifecycleTurns turns;
    private final AtomicLong dropped;

    /// @param dropped counts what was dropped, as far as this node learns of it
    RedisLifecycleLog(ScriptCalls calls, RedisKeys keys, LifecycleTerms terms, LifecycleTurns turns,
            AtomicLong dropped) {
        this.calls = calls;
        this.keys = keys;
        this.terms = terms;
        this.turns = turns;
        this.dropped = dropped;
    }

    @Override
    public CompletionStage<Void> append(LifecycleEvent event) {
        if (!terms.wanted(event)) {
            return CompletableFuture.completedStage(null);
        }
        var names = new ArrayList<>(keys.lifecycle(RedisKeys.partition(event.channel())));
        names.add(keys.missed(event.channel()));
        long quietMs = event instanceof CacheMissed ? terms.rules().cacheMissInterval().toMillis() : 0;
        var arguments = new ArrayList<>(terms.arguments(""));
        arguments.add(LifecycleText.encode(event));
        arguments.add(RedisKeys.bytes(Long.toString(quietMs)));
        return calls.run(APPEND, names, arguments).thenAccept(
                answer -> dropped.addAndGet(Long.parseLong(RedisKeys.name(answer.getFirst()))));
    }

    @Override
    public void readBy(Reader reader) {
        turns.readBy(reader);
    }

    @Override
    public long dropped() {
        return dropped.get();
    }
}
