package dev.anemone.gateway.transport.http;

import dev.anemone.auth.AccessTokens;
import dev.anemone.auth.CapabilitySet;
import dev.anemone.auth.ChannelOperation;
import dev.anemone.auth.RequestSigner;
import dev.anemone.auth.TokenVerdict;
import dev.anemone.model.App;
import dev.anemone.model.AppKey;
import dev.anemone.model.ChannelKind;
import dev.anemone.model.ChannelName;
import dev.anemone.model.Credential;
import dev.anemone.model.MalformedNameException;
import io.undertow.util.StatusCodes;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;
import java.util.regex.Pattern;

/// Decides whether somebody may read a channel as an event stream. Pure but for its clock; thread-safe.
///
/// Public channels are open. A private channel asks for one of two proofs: the URL is signed as a request to the REST API
/// (Pusher docs, "HTTP API reference", "Authentication"), or it comes with an access token that may subscribe. Proofs are
/// looked at when the stream begins, as those of a subscription are.
final class ReaderPolicy {
    private static final Pattern UNIX_SECONDS = Pattern.compile("[0-9]{1,11}");

    private final InstantSource clock;
    private final Duration timestampSkew;
    private final AccessTokens tokens;

    /// Why not, as an HTTP status and a sentence.
    record Refusal(int status, String sentence) {}

    /// @param timestampSkew how far `auth_timestamp` may be from `clock`
    ReaderPolicy(InstantSource clock, Duration timestampSkew, AccessTokens tokens) {
        this.clock = clock;
        this.timestampSkew = timestampSkew;
        this.tokens = tokens;
    }

    /// Why `channel` of `app` may not be read; empty if it may.
    Optional<Refusal> refuse(App app, ChannelName channel, ReaderProof proof) {
        ChannelKind kind = channel.kind();
        if (channel.value().length() > app.limits().maxChannelNameLength()) {
            return refusal(StatusCodes.BAD_REQUEST, "A channel name has at most "
                    + app.limits().maxChannelNameLength() + " characters, this one " + channel.value().length() + ".");
        }
        if (kind.tracksMembers()) {
            return refusal(StatusCodes.FORBIDDEN,
                    "Whoever reads an event stream is no member: subscribe to presence channels over WebSocket.");
        }
        if (kind == ChannelKind.SERVER_TO_USER) {
            return refusal(StatusCodes.FORBIDDEN, "Only connections signed in as that user may hear " + channel + ".");
        }
        if (!kind.needsAuth()) {
            return Optional.empty();
        }
        return proof.token()
                .map(token -> refuseToken(app, channel, token))
                .orElseGet(() -> proof.parameter("auth_key").isPresent()
                        ? refuseSignature(app, proof)
                        : refusal(StatusCodes.UNAUTHORIZED, "To read " + channel
                                + ", sign the URL with the app's secret (auth_key, auth_timestamp, auth_version,"
                                + " auth_signature), or give a token."));
    }

    private Optional<Refusal> refuseToken(App app, ChannelName channel, String token) {
        return switch (tokens.verify(token, app.tokenKeys())) {
            case TokenVerdict.Refused(var _, var detail) ->
                refusal(StatusCodes.UNAUTHORIZED, "The token is not valid. " + detail);
            case TokenVerdict.Accepted(var claims) -> {
                CapabilitySet.Decision decision = claims.capabilities().decide(channel, ChannelOperation.SUBSCRIBE);
                yield decision.allowed()
                        ? Optional.empty()
                        : refusal(StatusCodes.FORBIDDEN, "The token does not allow to subscribe to " + channel + ".");
            }
        };
    }

    private Optional<Refusal> refuseSignature(App app, ReaderProof proof) {
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
        return RequestSigner.verify(credential.get(), signed, proof.parameter(ReaderProof.SIGNATURE).orElse(""))
                ? Optional.empty()
                : refusal(StatusCodes.UNAUTHORIZED, "auth_signature is not the HMAC SHA256 hex digest, with the app's"
                        + " secret, of these lines: " + signed.replace("\n", ", "));
    }

    private static Optional<Credential> credential(App app, String key) {
        try {
            return app.credential(new AppKey(key));
        } catch (MalformedNameException _) {
            return Optional.empty();
        }
    }

    private static Optional<Refusal> refusal(int status, String sentence) {
        return Optional.of(new Refusal(status, sentence));
    }
}
