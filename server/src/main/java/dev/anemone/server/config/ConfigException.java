package dev.anemone.server.config;

/// A configuration that the server refuses to start with. The message is one sentence for the operator: what was
/// wrong, where it was written, what was expected. Never holds a secret.
public final class ConfigException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /// @param sentence shown as it is
    public ConfigException(String sentence) {
        super(sentence);
    }
}
