package dev.anemone.auth.access;

import java.net.URI;

/// The keys that an identity provider publishes never could be read.
final class KeysUnavailableException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    KeysUnavailableException(URI url) {
        super("The token keys at " + url + " could not be read yet.");
    }
}
