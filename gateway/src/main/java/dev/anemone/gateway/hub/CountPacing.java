package dev.anemone.gateway.hub;

import java.time.Duration;

/// How often subscribers hear how many they are (Pusher docs, "Subscription count event").
///
/// @param unpaced up to this many hear of every change at once
/// @param interval larger audiences hear at most one change per interval
public record CountPacing(int unpaced, Duration interval) {}
