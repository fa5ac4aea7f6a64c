package dev.anemone.conformance.libraries;

import java.util.Set;
import org.jspecify.annotations.Nullable;

/// What `pusher-java-client` tells the listeners of a channel.
sealed interface ChannelReport {
    record Subscribed() implements ChannelReport {}

    /// The data are JSON text, as published.
    record Event(String name, String data, @Nullable String userId) implements ChannelReport {}

    record Present(Set<String> userIds) implements ChannelReport {}

    record Joined(String userId) implements ChannelReport {}

    record Left(String userId) implements ChannelReport {}

    /// The authorizer refused.
    record Refused(String message) implements ChannelReport {}

    record Undecipherable(String event) implements ChannelReport {}

    record Failed(String message) implements ChannelReport {}
}
