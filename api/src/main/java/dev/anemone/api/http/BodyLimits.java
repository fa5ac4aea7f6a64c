package dev.anemone.api.http;

import java.time.Duration;

/// What the server puts up with while a request's body arrives.
///
/// @param maxBytes the longest body that is read
/// @param timeout how long a body may take to arrive
public record BodyLimits(int maxBytes, Duration timeout) {}
