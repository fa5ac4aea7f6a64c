package dev.anemone.store;

import org.jspecify.annotations.Nullable;

/// The store cannot be reached. Whether the request took effect is unknown; the caller may try again later.
public final class StoreUnavailableException extends StoreException {
    private static final long serialVersionUID = 1L;

    /// @param consequence what the caller must assume, in a sentence
    public StoreUnavailableException(String consequence, @Nullable Throwable cause) {
        super(consequence, cause);
    }
}
