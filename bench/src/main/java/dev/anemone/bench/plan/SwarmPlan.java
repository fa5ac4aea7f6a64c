package dev.anemone.bench.plan;

import java.util.Arrays;

/// The clients, and what they subscribe to.
///
/// Subscriptions are dealt to the connections in turn: with as many connections as subscriptions each has one, with more the
/// rest is idle, with fewer some have several.
///
/// @param connections 1 to [#MAX_CONNECTIONS]
/// @param channels 0 to 1,000,000; 0 for idle connections only
/// @param subscribers of each channel; no more than there are connections
/// @param deflate whether to offer compression
/// @param idle whether the channels are others than those of swarms that publish: nobody will ever hear anything
public record SwarmPlan(int connections, int channels, int subscribers, boolean deflate, boolean idle) {
    public static final int MAX_CONNECTIONS = 1_000_000;
    private static final int MAX_CHANNELS = 1_000_000;

    public SwarmPlan {
        Bounds.check("connections", connections, 1, MAX_CONNECTIONS);
        Bounds.check("channels", channels, 0, MAX_CHANNELS);
        Bounds.check("subscribers of a channel", subscribers, 0, connections);
        Bounds.check("subscriptions in all", (long) channels * subscribers, 0, 10L * MAX_CONNECTIONS);
    }

    /// Clients that can be published to.
    public SwarmPlan(int connections, int channels, int subscribers, boolean deflate) {
        this(connections, channels, subscribers, deflate, false);
    }

    /// One connection for each subscription.
    public static SwarmPlan of(int channels, int subscribers) {
        return new SwarmPlan(Math.multiplyExact(channels, subscribers), channels, subscribers, false);
    }

    /// Connections that have nothing to do: each is subscribed to one of a hundred channels, or has one of its own if
    /// there are fewer connections.
    public static SwarmPlan idle(int connections) {
        int channels = Math.min(connections, 100);
        return new SwarmPlan(connections, channels, connections / channels, false, true);
    }

    public SwarmPlan withDeflate(boolean offered) {
        return new SwarmPlan(connections, channels, subscribers, offered, idle);
    }

    /// The name of a channel that is published on.
    public static String channel(int index) {
        return "bench-" + index;
    }

    /// The name of a channel of this plan.
    public String nameOf(int index) {
        return idle ? "bench-idle-" + index : channel(index);
    }

    /// The channels of a connection, ascending.
    public int[] channelsOf(int connection) {
        int[] found = new int[(int) (((long) channels * subscribers + connections - 1) / connections)];
        int count = 0;
        for (long subscription = connection; subscription < (long) channels
                * subscribers; subscription += connections) {
            found[count++] = (int) (subscription / subscribers);
        }
        return Arrays.copyOf(found, count);
    }
}
