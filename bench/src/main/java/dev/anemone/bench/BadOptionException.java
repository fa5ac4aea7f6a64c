package dev.anemone.bench;

/// What was asked for makes no sense. The message is one clause: the option, what was expected, and what it was.
public final class BadOptionException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    BadOptionException(String clause) {
        super(clause);
    }
}
