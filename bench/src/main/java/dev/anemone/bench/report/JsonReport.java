package dev.anemone.bench.report;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.anemone.bench.measure.Answered;
import dev.anemone.bench.measure.Connected;
import dev.anemone.bench.measure.Cpu;
import dev.anemone.bench.measure.Faults;
import dev.anemone.bench.measure.Result;
import dev.anemone.bench.plan.AuthPlan;
import dev.anemone.bench.plan.BurstPlan;
import dev.anemone.bench.plan.LoadPlan;
import dev.anemone.bench.plan.RatePlan;
import dev.anemone.bench.plan.SwarmPlan;
import java.util.Map;
import org.HdrHistogram.Histogram;
import org.jspecify.annotations.Nullable;

/// A run for programs: every figure, its unit in its name. What was not measured is not there.
public final class JsonReport {
    private static final JsonMapper MAPPER = JsonMapper.builder().build();

    private JsonReport() {}

    /// The report, in lines.
    public static String of(Run run) {
        ObjectNode root = MAPPER.createObjectNode();
        root.put("url", Figures.server(run.target()));
        root.put("began", run.began().toString());
        root.put("ok", run.ok());
        clients(root.putObject("clients"), run.swarm());
        load(root.putObject("load"), run.load());
        connected(root.putObject("connect"), run.connected());
        result(root.putObject("result"), run.result());
        faults(root.putObject("faults"), run.result().faults());
        return text(root);
    }

    /// The report of a run against an authorization endpoint. The token is not in it.
    public static String of(AuthRun run) {
        ObjectNode root = MAPPER.createObjectNode();
        root.put("url", Figures.server(run.target()));
        root.put("began", run.began().toString());
        root.put("ok", run.ok());
        AuthPlan plan = run.plan();
        root.putObject("load").put("kind", "auth").put("path", plan.path()).put("channel", plan.channel())
                .put("publishers", plan.requesters()).put("warm_up_ms", plan.warmUp().toMillis())
                .put("duration_ms", plan.duration().toMillis());
        answered(root.putObject("most"), run.most());
        answered(root.putObject("half"), run.half());
        return text(root);
    }

    private static String text(ObjectNode root) {
        try {
            return MAPPER.writerWithDefaultPrettyPrinter().writeValueAsString(root) + "\n";
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("A tree can always be written", e);
        }
    }

    private static void answered(ObjectNode node, Answered loop) {
        node.put("seconds", loop.seconds()).put("requests", loop.requests())
                .put("requests_per_second", loop.perSecond()).put("unsent", loop.unsent());
        latency(node.putObject("latency_ms"), loop.latencyNanos());
        cpu(node, loop.server());
        if (loop.server() != null && loop.requests() > 0) {
            node.put("server_cpu_us_per_request", loop.serverMicrosPerRequest());
        }
        node.put("generator_cpu_seconds", loop.generatorCpuSeconds())
                .put("generator_thread_share_of_a_core", loop.generatorShare())
                .put("generator_bound", loop.generatorBound());
    }

    private static void clients(ObjectNode node, SwarmPlan plan) {
        node.put("connections", plan.connections()).put("channels", plan.channels())
                .put("subscribers_per_channel", plan.subscribers()).put("deflate_offered", plan.deflate());
    }

    private static void load(ObjectNode node, LoadPlan plan) {
        switch (plan) {
            case RatePlan rate -> node.put("kind", "rate").put("events_per_second", rate.perSecond());
            case BurstPlan burst -> node.put("kind", "burst").put("events_per_burst", burst.batch());
        }
        node.put("publishers", plan.publishers()).put("payload_bytes", plan.payloadBytes())
                .put("warm_up_ms", plan.warmUp().toMillis()).put("duration_ms", plan.duration().toMillis());
    }

    private static void connected(ObjectNode node, Connected how) {
        node.put("connections", how.connections()).put("subscriptions", how.subscriptions())
                .put("deflate_negotiated_connections", how.deflated()).put("seconds", how.seconds());
        latency(node.putObject("latency_ms"), how.latencyNanos());
        cpu(node, how.server());
        if (how.server() != null) {
            node.put("server_cpu_us_per_connection", how.serverMicrosPerConnection());
        }
        node.put("generator_cpu_seconds", how.generatorCpuSeconds());
    }

    private static void result(ObjectNode node, Result result) {
        node.put("seconds", result.seconds()).put("events", result.events()).put("publishes", result.publishes())
                .put("deliveries", result.deliveries()).put("deliveries_per_second", result.deliveriesPerSecond())
                .put("reads", result.reads()).put("frames_per_read", result.framesPerRead());
        latency(node.putObject("latency_ms"), result.latencyNanos());
        latency(node.putObject("last_delivery_ms"), result.lastDeliveryNanos());
        cpu(node, result.server());
        if (result.server() != null && result.deliveries() > 0) {
            node.put("server_cpu_seconds_per_million_deliveries", result.serverSecondsPerMillionDeliveries())
                    .put("server_cpu_us_per_publish", result.serverMicrosPerPublish());
        }
        node.put("generator_cpu_seconds", result.generatorCpuSeconds())
                .put("generator_thread_share_of_a_core", result.generatorShare())
                .put("generator_bound", result.generatorBound());
    }

    private static void cpu(ObjectNode node, @Nullable Cpu server) {
        if (server != null) {
            node.put("server_cpu_seconds", server.seconds()).put("server_cpu_user_share", server.userShare());
        }
    }

    private static void latency(ObjectNode node, Histogram nanos) {
        node.put("count", nanos.getTotalCount());
        for (double percentile : Figures.PERCENTILES) {
            node.put(Figures.percentile(percentile), Figures.inMillis(nanos.getValueAtPercentile(percentile)));
        }
    }

    private static void faults(ObjectNode node, Faults faults) {
        node.put("lost", faults.lost()).put("duplicated", faults.duplicated()).put("out_of_order", faults.outOfOrder())
                .put("stray", faults.stray()).put("unsent", faults.unsent());
        codes(node.putObject("closes_by_code"), faults.closes());
        codes(node.putObject("errors_by_code"), faults.errors());
    }

    private static void codes(ObjectNode node, Map<Integer, Long> byCode) {
        byCode.forEach((code, count) -> node.put(Integer.toString(code), count));
    }
}
