package dev.anemone.api.http;

import dev.anemone.auth.RequestSigner;
import dev.anemone.model.App;
import dev.anemone.model.AppId;
import dev.anemone.model.AppKey;
import dev.anemone.model.Credential;
import dev.anemone.model.MalformedNameException;
import dev.anemone.store.AppRegistry;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.regex.Pattern;

/// Decides who signed a request, from its request line alone: the signature covers the body through `body_md5`, so a
/// body need not be read before its sender is known (Pusher docs, "HTTP API reference", "Authentication").
///
/// The order of the checks and the texts of their refusals are those that developers know from Pusher. Only a caller
/// with a valid signature learns whether an app exists or is enabled. Thread-safe.
final class Authenticator {
    private static final Pattern UNIX_SECONDS = Pattern.compile("[0-9]{1,11}");

    private final AppRegistry apps;
    private final InstantSource clock;
    private final Duration timestampSkew;

    Authenticator(AppRegistry apps, InstantSource clock, Duration timestampSkew) {
        this.apps = apps;
        this.clock = clock;
        this.timestampSkew = timestampSkew;
    }

    /// The app that signed the request, if it is the one called `appId` and enabled. Refused with 401 if the request
    /// does not prove that, 404 if there is no such app, 403 if it is disabled.
    CompletionStage<Checked<App>> authenticate(String method, RequestTarget target, String appId) {
        Optional<String> keyParameter = target.parameters().value("auth_key");
        if (keyParameter.isEmpty()) {
            return CompletableFuture.completedStage(unauthorized("Missing parameter: auth_key"));
        }
        AppKey key;
        try {
            key = new AppKey(keyParameter.get());
        } catch (MalformedNameException _) {
            return CompletableFuture.completedStage(unauthorized("Unknown auth_key"));
        }
        return apps.byKey(key).thenCompose(holder -> {
            Optional<Credential> credential = holder.flatMap(app -> app.credential(key));
            if (holder.isEmpty() || credential.isEmpty()) {
                return CompletableFuture.completedStage(unauthorized("Unknown auth_key"));
            }
            Optional<String> refusal = refusal(method, target, credential.get());
            return refusal.isPresent()
                    ? CompletableFuture.completedStage(unauthorized(refusal.get()))
                    : admit(holder.get(), appId);
        });
    }

    /// Whether `body` is the one that was signed. Refused with 401 otherwise.
    static Checked<byte[]> checkBody(QueryParameters parameters, byte[] body) {
        Optional<String> expected = parameters.value("body_md5");
        if (expected.isEmpty()) {
            return body.length == 0
                    ? Checked.valid(body)
                    : unauthorized("Missing parameter: body_md5 (required when there is a body)");
        }
        String got = RequestSigner.bodyMd5(body);
        return expected.get().equals(got)
                ? Checked.valid(body)
                : unauthorized("Invalid body_md5: you sent \"" + expected.get() + "\", but the body that arrived has "
                        + got);
    }

    private CompletionStage<Checked<App>> admit(App signer, String appId) {
        if (signer.id().value().equals(appId)) {
            return CompletableFuture.completedStage(signer.enabled()
                    ? Checked.valid(signer)
                    : Checked.refused(Reply.forbidden("App " + appId + " is disabled.")));
        }
        AppId requested;
        try {
            requested = new AppId(appId);
        } catch (MalformedNameException _) {
            return CompletableFuture.completedStage(Checked.refused(Reply.notFound("Unknown app.")));
        }
        return apps.byId(requested)
                .thenApply(app -> app.isEmpty()
                        ? Checked.refused(Reply.notFound("Unknown app: " + appId))
                        : unauthorized("auth_key belongs to another app"));
    }

    private Optional<String> refusal(String method, RequestTarget target, Credential credential) {
        QueryParameters parameters = target.parameters();
        Optional<String> version = parameters.value("auth_version");
        if (version.isEmpty()) {
            return Optional.of("Version required");
        }
        if (!version.get().equals("1.0")) {
            return Optional.of("Version not supported");
        }
        Optional<String> timestamp = parameters.value("auth_timestamp");
        if (timestamp.isEmpty()) {
            return Optional.of("Timestamp required");
        }
        return timestampRefusal(timestamp.get()).or(() -> signatureRefusal(method, target, credential));
    }

    private Optional<String> timestampRefusal(String timestamp) {
        if (!UNIX_SECONDS.matcher(timestamp).matches()) {
            return Optional.of("Timestamp malformed: expected Unix time in seconds");
        }
        long given = Long.parseLong(timestamp);
        long now = clock.instant().getEpochSecond();
        if (Math.abs(now - given) < timestampSkew.toSeconds()) {
            return Optional.empty();
        }
        return Optional.of("Timestamp expired: Given timestamp (" + Instant.ofEpochSecond(given) + ") not within "
                + timestampSkew.toSeconds() + "s of server time (" + Instant.ofEpochSecond(now) + ")");
    }

    private static Optional<String> signatureRefusal(String method, RequestTarget target, Credential credential) {
        String signature = target.parameters().value(QueryParameters.SIGNATURE).orElse("");
        List<String> candidates = stringsToSign(method, target);
        for (String candidate : candidates) {
            if (RequestSigner.verify(credential, candidate, signature)) {
                return Optional.empty();
            }
        }
        return Optional.of("Invalid signature: you should have sent HmacSHA256Hex(" + inspect(candidates.getFirst())
                + ", your_secret_key), but you sent " + inspect(signature));
    }

    /// Every string that the caller's library may have signed, likeliest first; at most six.
    private static List<String> stringsToSign(String method, RequestTarget target) {
        var candidates = new ArrayList<String>(1);
        for (String path : new LinkedHashSet<>(List.of(target.rawPath(), target.decodedPath()))) {
            for (String parameters : target.parameters().signedForms()) {
                candidates.add(RequestSigner.stringToSign(method, path, parameters));
            }
        }
        return candidates;
    }

    /// Quotes a text as Ruby's `inspect` does, which is how Pusher shows it: on one line, and safe to copy.
    private static String inspect(String text) {
        var quoted = new StringBuilder(text.length() + 16).append('"');
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            switch (c) {
                case '"' -> quoted.append("\\\"");
                case '\\' -> quoted.append("\\\\");
                case '\n' -> quoted.append("\\n");
                case '\r' -> quoted.append("\\r");
                case '\t' -> quoted.append("\\t");
                case '#' -> quoted.append(interpolates(text, i + 1) ? "\\#" : "#");
                default -> {
                    if (Character.isISOControl(c)) {
                        quoted.append(String.format("\\u%04X", (int) c));
                    } else {
                        quoted.append(c);
                    }
                }
            }
        }
        return quoted.append('"').toString();
    }

    private static boolean interpolates(String text, int afterHash) {
        return afterHash < text.length() && "{$@".indexOf(text.charAt(afterHash)) >= 0;
    }

    private static <T> Checked<T> unauthorized(String message) {
        return Checked.refused(Reply.unauthorized(message));
    }
}
