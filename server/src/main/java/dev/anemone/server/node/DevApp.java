package dev.anemone.server.node;

import dev.anemone.model.App;
import dev.anemone.model.AppId;
import dev.anemone.model.AppKey;
import dev.anemone.model.Credential;
import dev.anemone.model.TokenKey;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.List;

/// The app of a server that was given none: for trying things out. Everything is on, and everybody knows its secret.
final class DevApp {
    private static final int TOKEN_KEY_BYTES = 32;

    private DevApp() {}

    /// The app, with a token key of its own that no other process knows.
    static App create(SecureRandom random) {
        byte[] tokenKey = new byte[TOKEN_KEY_BYTES];
        random.nextBytes(tokenKey);
        return App.builder(new AppId("app-id"), List.of(new Credential(new AppKey("app-key"), "app-secret")))
                .clientEvents(true).subscriptionCount(true).watchlistEvents(true)
                .tokenKeys(List.of(new TokenKey(HexFormat.of().formatHex(tokenKey)))).build();
    }
}
