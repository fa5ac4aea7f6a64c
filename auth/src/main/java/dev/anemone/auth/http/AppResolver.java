package dev.anemone.auth.http;

import dev.anemone.model.App;
import dev.anemone.model.AppKey;
import dev.anemone.model.Credential;
import dev.anemone.model.MalformedNameException;
import dev.anemone.store.AppRegistry;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/// Finds the app that a path means, and the credential to sign with.
record AppResolver(AppRegistry apps) {
    /// An app that serves tokens, or why there is none.
    sealed interface Resolution permits Found, Refused {}

    /// @param credential the one whose key the path names; the app's primary one if it names none
    record Found(App app, Credential credential) implements Resolution {}

    private static final Refused UNKNOWN = new Refused(AuthError.UNKNOWN_APP, "No app with token keys has this key.");

    /// The app that the long path names; or that the short path means, the only one that has token keys.
    CompletionStage<Resolution> resolve(ServicePath path) {
        String key = path.appKey();
        if (key == null) {
            return apps.all().thenApply(all -> onlyOne(all, path.endpoint()));
        }
        try {
            var appKey = new AppKey(key);
            return apps.byKey(appKey).thenApply(app -> named(app, appKey));
        } catch (MalformedNameException _) {
            return CompletableFuture.completedStage(UNKNOWN);
        }
    }

    private static Resolution onlyOne(List<App> apps, String endpoint) {
        List<App> serving = apps.stream().filter(app -> app.tokenTrust().any()).limit(2).toList();
        return switch (serving.size()) {
            case 0 -> new Refused(AuthError.UNKNOWN_APP, "No app has token keys.");
            case 1 -> found(serving.getFirst(), serving.getFirst().primaryCredential());
            default -> new Refused(AuthError.APP_NOT_NAMED,
                    "More than one app has token keys. Name the app in the path: POST /auth/{app_key}/" + endpoint
                            + ".");
        };
    }

    private static Resolution named(Optional<App> app, AppKey key) {
        return app.filter(candidate -> candidate.tokenTrust().any())
                .flatMap(serving -> serving.credential(key).map(credential -> found(serving, credential)))
                .orElse(UNKNOWN);
    }

    private static Resolution found(App app, Credential credential) {
        return app.enabled()
                ? new Found(app, credential)
                : new Refused(AuthError.APP_DISABLED, "The app is disabled.");
    }
}
