package dev.anemone.model;

/// One key of an app and the secret that signs for it. An app may hold several, so that keys can be rotated.
///
/// @param secret at least one character; never logged, never shown by [#toString]
public record Credential(AppKey key, String secret) {
    public Credential {
        if (secret.isEmpty()) {
            throw new IllegalArgumentException("The secret of key " + key + " is empty.");
        }
    }

    @Override
    public String toString() {
        return "Credential[key=" + key + ", secret=…]";
    }
}
