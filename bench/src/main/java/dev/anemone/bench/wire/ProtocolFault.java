package dev.anemone.bench.wire;

/// The server said something that its protocol does not allow. The message is one sentence.
public final class ProtocolFault extends Exception {
    private static final long serialVersionUID = 1L;

    public ProtocolFault(String sentence) {
        super(sentence);
    }
}
