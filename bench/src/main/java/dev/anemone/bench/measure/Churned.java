package dev.anemone.bench.measure;

/// What became of the clients that came and went.
///
/// @param came connected and subscribed
/// @param left said goodbye
/// @param failed did not get in, or were put out
/// @param skipped were due while too many others were still on their way in
public record Churned(long came, long left, long failed, long skipped) {}
