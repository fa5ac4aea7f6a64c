package dev.anemone.store;

import dev.anemone.model.AppId;

/// An app has revoked as many channel patterns as it may at one time. Nothing was changed.
public final class TooManyPatternsException extends StoreException {
    private static final long serialVersionUID = 1L;

    TooManyPatternsException(AppId app) {
        super("App " + app + " has " + Revocations.MAX_PATTERNS
                + " revoked channel patterns already. Name more channels with one, or wait until some are forgotten.",
                null);
    }
}
