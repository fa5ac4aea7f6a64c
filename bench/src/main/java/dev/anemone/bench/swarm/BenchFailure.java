package dev.anemone.bench.swarm;

/// A measurement could not be made. The message is one sentence, with what the server said if it said anything.
public final class BenchFailure extends RuntimeException {
    private static final long serialVersionUID = 1L;

    BenchFailure(String sentence) {
        super(sentence);
    }

    BenchFailure(String sentence, Throwable cause) {
        super(sentence, cause);
    }
}
