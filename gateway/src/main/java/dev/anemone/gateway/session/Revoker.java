package dev.anemone.gateway.session;

import static java.util.stream.Collectors.groupingBy;
import static java.util.stream.Collectors.mapping;
import static java.util.stream.Collectors.toList;

import dev.anemone.gateway.hub.Hub;
import dev.anemone.gateway.hub.Shard;
import dev.anemone.model.AppId;
import dev.anemone.model.ChannelKey;
import dev.anemone.model.Glob;
import dev.anemone.model.Revocation;
import dev.anemone.model.Revocation.Channels;
import dev.anemone.store.Revocations;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;

/// Brings revocations to those of this node's connections that they concern, each on its own thread. Thread-safe.
///
/// A token or a user is looked up where the holders are. The channels that fit a pattern are searched for by a worker, all
/// patterns that came meanwhile in one search.
public final class Revoker {
    private final Hub hub;
    private final Executor worker;
    private final AtomicLong heard = new AtomicLong();
    private final Map<Shard, Holders> loops = new ConcurrentHashMap<>();
    private final Queue<Revocation> patterns = new ConcurrentLinkedQueue<>();
    private final AtomicBoolean searchIsDue = new AtomicBoolean();

    private Revoker(Hub hub, Executor worker) {
        this.hub = hub;
        this.worker = worker;
    }

    /// A revoker that hears `revocations`.
    ///
    /// @param worker runs searches, each of which walks all channels of the node
    public static Revoker listeningTo(Revocations revocations, Hub hub, Executor worker) {
        var revoker = new Revoker(hub, worker);
        revocations.listen(revoker::heard);
        return revoker;
    }

    /// The holders of the thread that `shard` is confined to. Call it once per shard.
    public Holders addLoop(Shard shard) {
        var holders = new Holders(shard, heard::get);
        loops.put(shard, holders);
        return holders;
    }

    private void heard(Revocation revocation) {
        heard.incrementAndGet(); // First: whoever is let in from now on has to look at what is revoked.
        switch (revocation.subject()) {
            case Revocation.Token _,Revocation.User _ ->
                loops.values().forEach(holders -> holders.loop().execute(() -> holders.revoked(revocation)));
            case Channels _ -> {
                patterns.add(revocation);
                if (searchIsDue.compareAndSet(false, true)) {
                    worker.execute(this::search);
                }
            }
        }
    }

    private void search() {
        searchIsDue.set(false); // First: what comes from now on is for the next search.
        var wanted = new ArrayList<Revocation>();
        for (Revocation next = patterns.poll(); next != null; next = patterns.poll()) {
            wanted.add(next);
        }
        Map<AppId, List<Glob>> byApp = wanted.stream().collect(groupingBy(Revocation::app,
                mapping(revocation -> ((Channels) revocation.subject()).pattern(), toList())));
        hub.search(channel -> fits(channel, byApp)).forEach((shard, channels) -> {
            Holders holders = loops.get(shard);
            if (holders != null) {
                holders.loop().execute(() -> holders.review(channels));
            }
        });
    }

    private static boolean fits(ChannelKey channel, Map<AppId, List<Glob>> byApp) {
        return channel.channel().kind().needsAuth() && byApp.getOrDefault(channel.app(), List.of()).stream()
                .anyMatch(pattern -> pattern.matches(channel.channel().value()));
    }
}
