package dev.anemone.gateway.transport.http;

import dev.anemone.auth.AccessClaims;
import dev.anemone.auth.ChannelOperation;
import dev.anemone.auth.RequestSigner;
import dev.anemone.auth.TokenVerdict;
import dev.anemone.auth.access.TokenAccess;
import dev.anemone.model.App;
import dev.anemone.model.AppKey;
import dev.anemone.model.ChannelKind;
import dev.anemone.model.ChannelName;
import dev.anemone.model.Credential;
import dev.anemone.model.MalformedNameException;
import io.undertow.util.StatusCodes;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// Decides whether somebody may read a channel as an event stream. Pure but for its clock; thread-safe.
///
/// Public channels are open. A private channel asks for one of two proofs: the URL is signed as a request to the REST API
/// (Pusher docs, "HTTP API reference", "Authentication"), or it comes with an access token that may subscribe. A
/// signature is looked at when the stream begins, as that of a subscription is; a token also ends it. Neither opens what
/// was revoked since it was made.
final class ReaderPolicy {
    private static final Pattern UNIX_SECONDS = Pattern.compile("[0-9]{1,11}");

    private final InstantSource clock;
    private final Duration timestampSkew;
    private final TokenAccess tokens;

    /// The outcome.
    sealed interface Decision {
        /// It may be read, for as long as `token` is good; `null` if none was needed.
        record Allowed(@Nullable AccessClaims token) implements Decision {}

        /// It may not: an HTTP status and a sentence.
        record Refused(int status, String sentence) implements Decision {}
    }

    /// The answer while more tokens wait to be verified than can be.
    static final Decision OVERLOADED = new Decision.Refused(StatusCodes.SERVICE_UNAVAILABLE,
            "Too many tokens wait to be verified. Try again.");
    private static final Decision FOR_GOOD = new Decision.Allowed(null);

    /// @param timestampSkew how far `auth_timestamp` may be from `clock`
    /// @param tokens judges tokens
    ReaderPolicy(InstantSource clock, Duration timestampSkew, TokenAccess tokens) {
        this.clock = clock;
        this.timestampSkew = timestampSkew;
        this.tokens = tokens;
    }

    /// Whether `channel` of `app` may be read. Fails when [#OVERLOADED].
    CompletionStage<Decision> decide(App app, ChannelName channel, ReaderProof proof) {
        Optional<String> token = proof.token().filter(_ -> byToken(channel));
        return token.isPresent()
                ? decideByToken(app, channel, token.get())
                : CompletableFuture.completedStage(decideWithoutToken(app, channel, proof));
    }

    /// Whether a token can open it: it needs one, and somebody who need not be known may read it.
    private static boolean byToken(ChannelName channel) {
        ChannelKind kind = channel.kind();
        return kind.needsAuth() && !kind.tracksMembers();
    }

    private Decision decideWithoutToken(App app, ChannelName channel, ReaderProof proof) {
        ChannelKind kind = channel.kind();
        if (channel.value().length() > app.limits().maxChannelNameLength()) {
            return tooLong(app, channel);
        }
        if (kind.tracksMembers()) {
            return refusal(StatusCodes.FORBIDDEN,
                    "Whoever reads an event stream is no member: subscribe to presence channels over WebSocket.");
        }
        if (kind == ChannelKind.SERVER_TO_USER) {
            return refusal(StatusCodes.FORBIDDEN, "Only connections signed in as that user may hear " + channel + ".");
        }
        if (!kind.needsAuth()) {
            return FOR_GOOD;
        }
        return proof.parameter("auth_key").isPresent()
                ? decideBySignature(app, channel, proof)
                : refusal(StatusCodes.UNAUTHORIZED, "To read " + channel
                        + ", sign the URL with the app's secret (auth_key, auth_timestamp, auth_version,"
                        + " auth_signature), or give a token.");
    }

    private CompletionStage<Decision> decideByToken(App app, ChannelName channel, String token) {
        if (channel.value().length() > app.limits().maxChannelNameLength()) {
            return CompletableFuture.completedStage(tooLong(app, channel));
        }
        return tokens.verify(token, app).thenApply(verdict -> switch (verdict) {
            case TokenVerdict.Refused(var _, var detail) ->
                refusal(StatusCodes.UNAUTHORIZED, "The token is not valid. " + detail);
            case TokenVerdict.Accepted(var claims) ->
                decideByToken(app, channel, claims);
        });
    }

    private Decision decideByToken(App app, ChannelName channel, AccessClaims claims) {
        if (!tokens.decide(app.id(), claims, channel, ChannelOperation.SUBSCRIBE).allowed()) {
            return refusal(StatusCodes.FORBIDDEN, "The token does not allow to subscribe to " + channel + ".");
        }
        return channel.kind().encrypted() && app.encryptionMasterKey().isEmpty()
                ? refusal(StatusCodes.FORBIDDEN,
                        "No token opens " + channel + ": the app has no encryption-master-key.")
                : new Decision.Allowed(claims);
    }

    private static Decision tooLong(App app, ChannelName channel) {
        return refusal(StatusCodes.BAD_REQUEST, "A channel name has at most " + app.limits().maxChannelNameLength()
                + " characters, this one " + channel.value().length() + ".");
    }

    private Decision decideBySignature(App app, ChannelName channel, ReaderProof proof) {
        Optional<Credential> credential = credential(app, proof.parameter("auth_key").orElse(""));
        if (credential.isEmpty()) {
            return refusal(StatusCodes.UNAUTHORIZED, "auth_key is no key of this app.");
        }
        if (!proof.parameter("auth_version").equals(Optional.of("1.0"))) {
            return refusal(StatusCodes.UNAUTHORIZED, "auth_version must be 1.0.");
        }
        String timestamp = proof.parameter("auth_timestamp").orElse("");
        if (!UNIX_SECONDS.matcher(timestamp).matches()) {
            return refusal(StatusCodes.UNAUTHORIZED, "auth_timestamp must be Unix time in seconds.");
        }
        long age = clock.instant().getEpochSecond() - Long.parseLong(timestamp);
        if (Math.abs(age) >= timestampSkew.toSeconds()) {
            return refusal(StatusCodes.UNAUTHORIZED, "auth_timestamp is not within " + timestampSkew.toSeconds()
                    + " s of the server's time, " + clock.instant().getEpochSecond() + ".");
        }
        String signed = RequestSigner.stringToSign("GET", proof.path(), proof.signedParameters());
        if (!RequestSigner.verify(credential.get(), signed, proof.parameter(ReaderProof.SIGNATURE).orElse(""))) {
            return refusal(StatusCodes.UNAUTHORIZED, "auth_signature is not the HMAC SHA256 hex digest, with the app's"
                    + " secret, of these lines: " + signed.replace("\n", ", "));
        }
        var made = Instant.ofEpochSecond(Long.parseLong(timestamp));
        return tokens.revocation(app.id(), channel, Optional.of(made)).isEmpty()
                ? FOR_GOOD
                : refusal(StatusCodes.FORBIDDEN, "Access to " + channel + " was revoked after the URL was signed.");
    }

    private static Optional<Credential> credential(App app, String key) {
        try {
            return app.credential(new AppKey(key));
        } catch (MalformedNameException _) {
            return Optional.empty();
        }
    }

    private static Decision refusal(int status, String sentence) {
        return new Decision.Refused(status, sentence);
    }
}
