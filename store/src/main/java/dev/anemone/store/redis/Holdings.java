package dev.anemone.store.redis;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/// What this node has of one kind, beside Redis, so that Redis can be put right after either of them was away. For each
/// node and partition Redis keeps a list of the same. Thread-safe.
///
/// Redis hears of one entry in the order in which the node changed it: it is called while nobody else can change the
/// entry.
///
/// @param <E> what tells entries apart
/// @param <V> what is known of one
final class Holdings<E, V> implements Belongings {
    /// Entries as Redis has them.
    interface Kind<E, V> {
        /// The set of the entries of `node` in a partition.
        String list(int partition, String node);

        /// A member of such a set.
        E parse(byte[] member);

        /// Puts an entry of this node into Redis, where it may be already.
        ///
        /// @param lost whether others know of it, as far as it was there before
        CompletionStage<?> write(E entry, V value, boolean lost);

        /// Takes an entry out of Redis, if it is there.
        ///
        /// @param owner in whose list it is
        /// @param onlyIts whether it stays if it has become another node's, and only leaves the list
        CompletionStage<?> erase(E entry, String owner, boolean onlyIts);
    }

    /// An entry that has left, as long as Redis has not said so.
    private record Parting<V>(V value, long sinceNanos) {}

    private final Kind<E, V> kind;
    private final ScriptCalls calls;
    private final NodeName node;
    private final Duration lease;
    private final LongSupplier nanoTime;
    private final Map<E, V> held = new ConcurrentHashMap<>();
    private final Map<E, Parting<V>> parting = new ConcurrentHashMap<>();

    /// @param lease the longest that the nodes need to write again what Redis lost
    /// @param nanoTime monotonic, in nanoseconds
    Holdings(Kind<E, V> kind, ScriptCalls calls, NodeName node, Duration lease, LongSupplier nanoTime) {
        this.kind = kind;
        this.calls = calls;
        this.node = node;
        this.lease = lease;
        this.nanoTime = nanoTime;
    }

    /// What is known of an entry; `null` if the node does not have it.
    @Nullable
    V value(E entry) {
        return held.get(entry);
    }

    /// Has the entry from now on.
    ///
    /// @param call tells Redis
    <T> CompletionStage<T> add(E entry, V value, Supplier<CompletionStage<T>> call) {
        var sent = new AtomicReference<CompletionStage<T>>();
        held.compute(entry, (_, _) -> {
            parting.remove(entry);
            sent.set(call.get());
            return value;
        });
        return Objects.requireNonNull(sent.get());
    }

    /// Redis would not have the entry: what was known of it before [#add] holds.
    void refused(E entry, @Nullable V before) {
        held.computeIfPresent(entry, (_, _) -> before);
    }

    /// Changes what is known of an entry that the node has. Redis learns it from [#tellAgain].
    void change(E entry, V value) {
        held.computeIfPresent(entry, (_, _) -> value);
    }

    /// Tells Redis of an entry once more, as it is now, unless the node does not have it any more.
    CompletionStage<?> tellAgain(E entry) {
        return rewrite(entry, false);
    }

    /// Does not have the entry any more. If Redis cannot be told now, it is told later.
    CompletionStage<Void> remove(E entry) {
        var sent = new AtomicReference<CompletionStage<?>>();
        held.compute(entry, (_, value) -> {
            if (value != null) {
                parting.put(entry, new Parting<>(value, nanoTime.getAsLong()));
            }
            sent.set(kind.erase(entry, node.current(), false));
            return null;
        });
        return parted(entry, Objects.requireNonNull(sent.get()));
    }

    private CompletionStage<Void> parted(E entry, CompletionStage<?> erased) {
        return erased.thenAccept(_ -> parting.remove(entry));
    }

    @Override
    public CompletionStage<Void> reconcile(Standing standing) {
        Set<E> left = Set.copyOf(parting.keySet());
        return listed(node.current()).thenCompose(listed -> {
            var changes = new ArrayList<Supplier<CompletionStage<?>>>();
            held.keySet().stream().filter(entry -> !listed.contains(entry))
                    .forEach(entry -> changes.add(() -> rewrite(entry, standing != Standing.BURIED)));
            listed.forEach(entry -> changes.add(() -> eraseUnlessHeld(entry)));
            left.stream().filter(entry -> !listed.contains(entry))
                    .forEach(entry -> changes.add(() -> seeOff(entry, standing)));
            return ScriptCalls.inTurns(changes);
        });
    }

    private CompletionStage<?> rewrite(E entry, boolean lost) {
        var sent = new AtomicReference<CompletionStage<?>>(CompletableFuture.completedStage(null));
        held.computeIfPresent(entry, (_, value) -> {
            sent.set(kind.write(entry, value, lost));
            return value;
        });
        return Objects.requireNonNull(sent.get());
    }

    private CompletionStage<?> eraseUnlessHeld(E entry) {
        var sent = new AtomicReference<CompletionStage<?>>(CompletableFuture.completedStage(null));
        held.compute(entry, (_, value) -> {
            if (value == null) {
                sent.set(parted(entry, kind.erase(entry, node.current(), false)));
            }
            return value;
        });
        return Objects.requireNonNull(sent.get());
    }

    /// What left while Redis was away and lost its data is written once more, because others still know of it. It leaves
    /// when all nodes have written theirs: only then can be told whether it was the last of its kind.
    private CompletionStage<?> seeOff(E entry, Standing standing) {
        Parting<V> left = parting.get(entry);
        if (left == null) {
            return CompletableFuture.completedStage(null);
        }
        if (standing != Standing.LOST) {
            parting.remove(entry, left);
            return CompletableFuture.completedStage(null);
        }
        parting.replace(entry, left, new Parting<>(left.value, nanoTime.getAsLong()));
        return kind.write(entry, left.value, true);
    }

    @Override
    public CompletionStage<Void> settle() {
        long before = nanoTime.getAsLong() - lease.toNanos();
        var changes = new ArrayList<Supplier<CompletionStage<?>>>();
        parting.forEach((entry, left) -> {
            if (left.sinceNanos - before < 0) {
                changes.add(() -> eraseUnlessHeld(entry));
            }
        });
        return ScriptCalls.inTurns(changes);
    }

    @Override
    public CompletionStage<Void> bury(String deadNode) {
        return listed(deadNode).thenCompose(entries -> ScriptCalls.inTurns(entries.stream()
                .<Supplier<CompletionStage<?>>>map(entry -> () -> kind.erase(entry, deadNode, true)).toList()));
    }

    /// What Redis has in the lists of a node.
    private CompletionStage<Set<E>> listed(String owner) {
        List<String> names = IntStream.range(0, RedisKeys.PARTITIONS)
                .mapToObj(partition -> kind.list(partition, owner)).toList();
        return calls.sets(names).thenApply(sets -> {
            var entries = new HashSet<E>();
            sets.forEach(set -> set.forEach(member -> entries.add(kind.parse(member))));
            return entries;
        });
    }
}
