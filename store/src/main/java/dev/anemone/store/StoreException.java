package dev.anemone.store;

import org.jspecify.annotations.Nullable;

/// The store could not do what was asked. Stages of the ports complete with subclasses of this and nothing else.
public class StoreException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /// @param consequence what the caller must assume, in a sentence
    public StoreException(String consequence, @Nullable Throwable cause) {
        super(consequence, cause);
    }
}
