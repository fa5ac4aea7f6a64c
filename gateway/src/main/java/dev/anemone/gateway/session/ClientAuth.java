package dev.anemone.gateway.session;

import dev.anemone.model.App;
import dev.anemone.model.AppKey;
import dev.anemone.model.Credential;
import dev.anemone.model.MalformedNameException;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// The `auth` of a subscription or a sign-in, taken apart: `key:signature`, split at the first colon.
///
/// @param credential the credential of the app that the key names
record ClientAuth(Credential credential, String signature) {
    /// What taking it apart yields.
    sealed interface Result {
        record Parsed(ClientAuth auth) implements Result {}

        /// There is none.
        record Missing() implements Result {}

        /// It is not of the form `key:signature`.
        record Malformed() implements Result {}

        /// The app has no such key.
        record ForeignKey(String key) implements Result {}
    }

    static Result parse(App app, @Nullable String auth) {
        if (auth == null) {
            return new Result.Missing();
        }
        int colon = auth.indexOf(':');
        if (colon <= 0 || colon == auth.length() - 1) {
            return new Result.Malformed();
        }
        String key = auth.substring(0, colon);
        Optional<Credential> credential = credential(app, key);
        return credential.isPresent()
                ? new Result.Parsed(new ClientAuth(credential.get(), auth.substring(colon + 1)))
                : new Result.ForeignKey(key);
    }

    private static Optional<Credential> credential(App app, String key) {
        try {
            return app.credential(new AppKey(key));
        } catch (MalformedNameException _) {
            return Optional.empty();
        }
    }
}
