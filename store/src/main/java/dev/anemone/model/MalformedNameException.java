package dev.anemone.model;

/// A name that breaks its grammar. Thrown by the constructors of this package's values; decoders translate it
/// to a refusal, so it never passes an edge.
public final class MalformedNameException extends IllegalArgumentException {
    private static final long serialVersionUID = 1L;

    /// @param kind what was named, e.g. `channel`
    /// @param got the text as received
    public MalformedNameException(String kind, String got) {
        super("Invalid " + kind + " name: " + abbreviated(got));
    }

    private static String abbreviated(String text) {
        return text.length() <= 200 ? text : text.substring(0, 200) + "… (" + text.length() + " characters)";
    }
}
