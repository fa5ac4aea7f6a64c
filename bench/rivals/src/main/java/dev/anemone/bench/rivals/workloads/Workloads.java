package dev.anemone.bench.rivals.workloads;

import static dev.anemone.bench.rivals.runs.Figure.ADDED_P99;
import static dev.anemone.bench.rivals.runs.Figure.CONNECTIONS;
import static dev.anemone.bench.rivals.runs.Figure.CONNECT_CPU;
import static dev.anemone.bench.rivals.runs.Figure.CPU_PER_MILLION;
import static dev.anemone.bench.rivals.runs.Figure.CPU_PER_PUBLISH;
import static dev.anemone.bench.rivals.runs.Figure.DELIVERIES_PER_SECOND;
import static dev.anemone.bench.rivals.runs.Figure.DIRECT_DRIFT;
import static dev.anemone.bench.rivals.runs.Figure.DISCONNECT_CPU;
import static dev.anemone.bench.rivals.runs.Figure.DISCONNECT_SECONDS;
import static dev.anemone.bench.rivals.runs.Figure.FRAMES_PER_READ;
import static dev.anemone.bench.rivals.runs.Figure.GENERATOR_PERCENT;
import static dev.anemone.bench.rivals.runs.Figure.HEAP_DRIFT;
import static dev.anemone.bench.rivals.runs.Figure.HEAP_PER_CONNECTION;
import static dev.anemone.bench.rivals.runs.Figure.LAST_P50;
import static dev.anemone.bench.rivals.runs.Figure.LAST_P99;
import static dev.anemone.bench.rivals.runs.Figure.LEFT_BEHIND;
import static dev.anemone.bench.rivals.runs.Figure.MAX;
import static dev.anemone.bench.rivals.runs.Figure.P50;
import static dev.anemone.bench.rivals.runs.Figure.P99;
import static dev.anemone.bench.rivals.runs.Figure.PUBLISHES_PER_SECOND;
import static dev.anemone.bench.rivals.runs.Figure.QUIET_P99;
import static dev.anemone.bench.rivals.runs.Figure.RSS_PER_CONNECTION;
import static dev.anemone.bench.rivals.runs.Figure.USER_PERCENT;
import static dev.anemone.bench.rivals.runs.Figure.WAITING_SHARE;
import static dev.anemone.bench.rivals.workloads.Contender.ANEMONE;
import static dev.anemone.bench.rivals.workloads.Contender.SOKETI;
import static dev.anemone.bench.rivals.workloads.Contender.STOCK;
import static dev.anemone.bench.rivals.workloads.Contender.WS;

import dev.anemone.bench.rivals.runs.Figure;
import dev.anemone.bench.rivals.runs.Target;
import dev.anemone.bench.rivals.servers.Rival;
import java.time.Duration;
import java.util.List;

/// Everything that can be measured, and what Anemone is to reach in it.
public final class Workloads {
    /// What fan-out is judged by.
    private static final List<Figure> FAN_OUT = List.of(CPU_PER_MILLION, USER_PERCENT, DELIVERIES_PER_SECOND, LAST_P50,
            LAST_P99, FRAMES_PER_READ, GENERATOR_PERCENT);
    private static final int MANY = Integer.MAX_VALUE;
    private static final Duration SHORT_SOAK = Duration.ofMinutes(4);

    private Workloads() {}

    /// All of them, in the order they are run.
    ///
    /// @param soak how long the soak takes
    public static List<Workload> all(Duration soak) {
        return List.of(oneChannel(), largeChannel(), manyChannels(), idle(), massDisconnect(), publishing(), deflate(),
                tls(), mix(), stalledReader(), soak(soak));
    }

    private static Workload oneChannel() {
        return new Workload("W1", "1 channel × 1,000 subscribers",
                "A burst of *k* is one signed `batch_events` of *k*; the next is sent when everybody has all of it.",
                MANY,
                List.of(oneChannel("burst 1", 1,
                        List.of(Target.ratio("burst 1", CPU_PER_MILLION, ANEMONE, STOCK, 0.65),
                                Target.ratio("burst 1", CPU_PER_MILLION, ANEMONE, WS, 0.65),
                                Target.ratio("burst 1", CPU_PER_MILLION, ANEMONE, SOKETI, 0.5))),
                        oneChannel("burst 16", 16,
                                List.of(Target.fraction("burst 16", CPU_PER_MILLION, ANEMONE, STOCK, 15),
                                        Target.fraction("burst 16", CPU_PER_MILLION, ANEMONE, WS, 15),
                                        Target.fraction("burst 16", CPU_PER_MILLION, ANEMONE, SOKETI, 15))),
                        oneChannel("burst 64", 64,
                                List.of(Target.fraction("burst 64", CPU_PER_MILLION, ANEMONE, STOCK, 40),
                                        Target.fraction("burst 64", CPU_PER_MILLION, ANEMONE, WS, 40)))));
    }

    private static Shape oneChannel(String name, int burst, List<Target> targets) {
        var bursts = Bursts.of(1, 1_000, burst);
        return new Shape(name, FAN_OUT, List.of(Contender.anemone(bursts), Contender.stock(bursts),
                Contender.ws(bursts), Contender.soketi(bursts)), ANEMONE, targets);
    }

    private static Workload largeChannel() {
        var bursts = Bursts.of(1, 10_000, 1).warmedFor(Duration.ofSeconds(10));
        return new Workload("W2", "1 channel × 10,000 subscribers", "Single publishes; how long until the last has it.",
                MANY,
                List.of(new Shape("single publishes",
                        List.of(LAST_P50, LAST_P99, CPU_PER_MILLION, USER_PERCENT, DELIVERIES_PER_SECOND,
                                FRAMES_PER_READ, GENERATOR_PERCENT),
                        List.of(Contender.anemone(bursts), Contender.stock(bursts), Contender.ws(bursts)), ANEMONE,
                        List.of(Target.ratio("single publishes", LAST_P50, ANEMONE, STOCK, 0.75)))));
    }

    private static Workload manyChannels() {
        var bursts = Bursts.of(1_000, 10, 512);
        var hugePages = new Rival.Anemone(List.of("-XX:+UseTransparentHugePages", "-XX:+AlwaysPreTouch"), false, "");
        return new Workload("W3", "1,000 channels × 10 subscribers",
                "Bursts of 512 events, one for each channel in turn. Huge pages: `"
                        + String.join(" ", hugePages.jvmOptions()) + "`.",
                MANY, List.of(new Shape("burst 512", FAN_OUT,
                        List.of(Contender.anemone(bursts), Contender.stock(bursts), Contender.ws(bursts),
                                Contender.soketi(bursts), new Contender(ANEMONE + ", huge pages", hugePages, bursts)),
                        ANEMONE,
                        List.of(Target.ratio("burst 512", CPU_PER_MILLION, ANEMONE, STOCK, 0.55),
                                Target.ratio("burst 512", CPU_PER_MILLION, ANEMONE, WS, 0.8),
                                Target.ratio("burst 512", CPU_PER_MILLION, ANEMONE, SOKETI, 0.4)))));
    }

    private static Workload idle() {
        var memory = new IdleMemory();
        return new Workload("W4", "Idle connections up to the file limit",
                "Each has one subscription. How much the process grows from a server that is warm and empty, after a full "
                        + "collection (Anemone) and when Undertow's timers are gone; the kernel's memory for sockets is "
                        + "not in it.",
                3, List.of(new Shape("one subscription each",
                        List.of(RSS_PER_CONNECTION, HEAP_PER_CONNECTION, CONNECT_CPU, CONNECTIONS),
                        List.of(Contender.anemone(memory), Contender.soketi(memory)), ANEMONE,
                        List.of(Target.absolute("one subscription each", RSS_PER_CONNECTION, ANEMONE, 4_000),
                                Target.absolute("one subscription each", HEAP_PER_CONNECTION, ANEMONE, 2_200)))));
    }

    private static Workload massDisconnect() {
        var disconnect = new MassDisconnect();
        return new Workload("W4d", "10,000 sockets dropped at once",
                "100 others hear a publish every 5 ms meanwhile. CPU counts until the last descriptor is gone, less what "
                        + "as much time costs without the disconnect.",
                MANY, List.of(new Shape("beside 100 others",
                        List.of(DISCONNECT_CPU, DISCONNECT_SECONDS, QUIET_P99, P99, ADDED_P99, MAX),
                        List.of(Contender.anemone(disconnect), Contender.stock(disconnect)), ANEMONE,
                        List.of(Target.fraction("beside 100 others", DISCONNECT_CPU, ANEMONE, STOCK, 4),
                                Target.absolute("beside 100 others", ADDED_P99, ANEMONE, 200)))));
    }

    private static Workload publishing() {
        var bursts = Bursts.of(10, 10, 1).by(8).warmedFor(Duration.ofSeconds(10));
        return new Workload("W5", "Signed HTTP publishes at small fan-out",
                "10 channels × 10 subscribers, 8 publishers with keep-alive; each publish with its 10 deliveries.",
                MANY,
                List.of(new Shape("10 deliveries",
                        List.of(CPU_PER_PUBLISH, PUBLISHES_PER_SECOND, USER_PERCENT, P50, P99, FRAMES_PER_READ,
                                GENERATOR_PERCENT),
                        List.of(Contender.anemone(bursts), Contender.stock(bursts), Contender.ws(bursts)), ANEMONE,
                        List.of(Target.fraction("10 deliveries", CPU_PER_PUBLISH, ANEMONE, WS, 3)))));
    }

    private static Workload deflate() {
        var bursts = Bursts.of(1, 200, 16).deflated();
        return new Workload("W6", "Compression, 1 channel × 200 subscribers",
                "permessage-deflate without context takeover, agreed with all. ws with `threshold: 0`.", MANY,
                List.of(new Shape("burst 16", FAN_OUT,
                        List.of(Contender.anemone(bursts), new Contender(WS, new Rival.Ws(true, false), bursts)),
                        ANEMONE, List.of(Target.fraction("burst 16", CPU_PER_MILLION, ANEMONE, WS, 10)))));
    }

    private static Workload tls() {
        return new Workload("W7", "TLS, 1 channel × 1,000 subscribers", "In process, with an EC certificate (P-256).",
                MANY,
                List.of(tls("burst 1", 1), tls("burst 16", 16)));
    }

    private static Shape tls(String name, int burst) {
        var bursts = Bursts.of(1, 1_000, burst);
        return new Shape(name, FAN_OUT, List.of(new Contender(ANEMONE, new Rival.Anemone(List.of(), true, ""), bursts),
                new Contender(WS, new Rival.Ws(false, true), bursts)), ANEMONE, List.of());
    }

    private static Workload mix() {
        var mix = new Mix();
        return new Workload("W8", "A mix",
                "10,000 connections: 80 % idle, the others on 10 busy channels (1 % of all) that hear 100 publishes/s; "
                        + "50 members a second come to presence channels and go.",
                MANY, List.of(new Shape("100 publishes/s",
                        List.of(CPU_PER_MILLION, USER_PERCENT, DELIVERIES_PER_SECOND, P50, P99, MAX, FRAMES_PER_READ,
                                GENERATOR_PERCENT),
                        List.of(Contender.anemone(mix), Contender.soketi(mix)), ANEMONE, List.of())));
    }

    private static Workload stalledReader() {
        String stalled = ANEMONE + ", one stalled";
        String healthy = ANEMONE + ", all reading";
        return new Workload("W9", "A stalled reader beside 1,000 healthy ones",
                "1 channel, 50 publishes/s of 4 KB in an open loop; one of 1,001 subscribers reads nothing, or all read. "
                        + "Latencies are those of the healthy ones.",
                MANY, List.of(new Shape("50 publishes/s",
                        List.of(P99, P50, MAX, WAITING_SHARE, CPU_PER_MILLION, GENERATOR_PERCENT),
                        List.of(new Contender(stalled, Rival.Anemone.PLAIN, new StalledReader(1)),
                                new Contender(healthy, Rival.Anemone.PLAIN, new StalledReader(0))),
                        stalled,
                        List.of(Target.ratio("50 publishes/s", P99, stalled, healthy, 1.1),
                                Target.absolute("50 publishes/s", WAITING_SHARE, stalled, 1)))));
    }

    private static Workload soak(Duration duration) {
        // A connection's HTTP timer, and what hangs on it, outlives the connection for so long: less than the beginning.
        String settings = duration.compareTo(SHORT_SOAK) < 0 ? "idle-timeout: 5s\n" : "";
        var server = new Rival.Anemone(List.of(), false, settings);
        return new Workload("soak", "Coming and going beside a steady load",
                "50 members a second come to presence channels and go, beside 100 publishes/s to 10 channels of 20, for "
                        + duration.toSeconds() + " s. Then everybody goes, and everything has to be back.",
                1, List.of(new Shape("churn",
                        List.of(LEFT_BEHIND, HEAP_DRIFT, DIRECT_DRIFT, P99, MAX, CPU_PER_MILLION),
                        List.of(new Contender(ANEMONE, server, new Soak(duration))), ANEMONE,
                        List.of(Target.absolute("churn", LEFT_BEHIND, ANEMONE, 0),
                                Target.absolute("churn", HEAP_DRIFT, ANEMONE, 105),
                                Target.absolute("churn", DIRECT_DRIFT, ANEMONE, 105)))));
    }
}
