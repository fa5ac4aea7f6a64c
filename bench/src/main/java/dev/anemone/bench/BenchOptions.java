package dev.anemone.bench;

import dev.anemone.bench.plan.BurstPlan;
import dev.anemone.bench.plan.LoadPlan;
import dev.anemone.bench.plan.RatePlan;
import dev.anemone.bench.plan.SwarmPlan;
import dev.anemone.bench.plan.Target;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// What a run is to do, as it was asked for on the command line.
///
/// @param target the server
/// @param swarm the clients
/// @param load what is put on them
/// @param json where to write all figures, if anywhere
/// @param plot where to draw the latencies, if anywhere
public record BenchOptions(Target target, SwarmPlan swarm, LoadPlan load, Optional<Path> json, Optional<Path> plot) {
    private static final double RATE_DEFAULT = 100;
    private static final int SUBSCRIBERS_DEFAULT = 100;
    private static final int RATE_PUBLISHERS = 8;

    /// The files that are to be written.
    List<Path> files() {
        return Stream.concat(json.stream(), plot.stream()).toList();
    }

    /// Reads the options that concern clients and load.
    ///
    /// @param given by name, without dashes: `connections`, `channels`, `subscribers`, `rate` or `burst`, `publishers`,
    ///     `duration`, `warm-up`, `payload`, `json`, `plot`
    /// @param deflate whether to offer compression
    /// @throws BadOptionException if something is no number, out of bounds, or contradicts something else
    public static BenchOptions of(Target target, Map<String, String> given, boolean deflate) {
        try {
            return new BenchOptions(target, swarm(given, deflate), load(given),
                    Optional.ofNullable(given.get("json")).map(Path::of),
                    Optional.ofNullable(given.get("plot")).map(Path::of));
        } catch (IllegalArgumentException outOfBounds) {
            throw new BadOptionException(String.valueOf(outOfBounds.getMessage()));
        }
    }

    private static SwarmPlan swarm(Map<String, String> given, boolean deflate) {
        int channels = Given.number(given, "channels", 1);
        @Nullable
        String wanted = given.get("connections");
        if (wanted == null) {
            int subscribers = Given.number(given, "subscribers", SUBSCRIBERS_DEFAULT);
            long all = (long) channels * subscribers;
            if (all > SwarmPlan.MAX_CONNECTIONS || all == 0) {
                throw new BadOptionException("--channels " + channels + " times --subscribers " + subscribers
                        + ": expected 1 to " + SwarmPlan.MAX_CONNECTIONS + " connections, got " + all);
            }
            return new SwarmPlan((int) all, channels, subscribers, deflate);
        }
        int connections = Given.number(given, "connections", 1);
        int subscribers = Given.number(given, "subscribers", Math.max(1, connections / Math.max(1, channels)));
        return new SwarmPlan(connections, channels, subscribers, deflate);
    }

    private static LoadPlan load(Map<String, String> given) {
        Duration warmUp = Given.warmUp(given);
        Duration duration = Given.duration(given);
        int payload = Given.number(given, "payload", LoadPlan.TYPICAL_PAYLOAD);
        if (!given.containsKey("burst")) {
            return new RatePlan(rate(given), Given.number(given, "publishers", RATE_PUBLISHERS), payload, warmUp,
                    duration);
        }
        if (given.containsKey("rate")) {
            throw new BadOptionException("--rate and --burst: expected one of them, got both");
        }
        return new BurstPlan(Given.number(given, "burst", 1), Given.number(given, "publishers", 1), payload, warmUp,
                duration, 1);
    }

    private static double rate(Map<String, String> given) {
        @Nullable
        String text = given.get("rate");
        if (text == null) {
            return RATE_DEFAULT;
        }
        if (!text.matches("[0-9]{1,9}(\\.[0-9]{1,3})?")) {
            throw new BadOptionException("--rate: expected events per second like 250 or 0.5, got " + text);
        }
        return Double.parseDouble(text);
    }
}
