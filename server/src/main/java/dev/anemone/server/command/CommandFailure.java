package dev.anemone.server.command;

/// A command could not do what it was asked. The message is one sentence for whoever typed it.
final class CommandFailure extends RuntimeException {
    private static final long serialVersionUID = 1L;

    CommandFailure(String sentence) {
        super(sentence);
    }
}
