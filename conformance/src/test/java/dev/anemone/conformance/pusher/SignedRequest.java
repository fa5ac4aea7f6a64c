package dev.anemone.conformance.pusher;

import dev.anemone.conformance.wire.Bytes;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;

/// A request to the REST API, signed as Pusher's docs say ("HTTP API reference", "Authentication") unless a test changes
/// it first. Mutable while it is being made.
public final class SignedRequest {
    private final String method;
    private final String path;
    private final Credentials credentials;
    private final List<Parameter> parameters = new ArrayList<>();
    private final Map<String, String> headers = new LinkedHashMap<>();
    private Bytes body = Bytes.NONE;
    private UnaryOperator<String> beforeSigning = UnaryOperator.identity();
    private UnaryOperator<String> afterSigning = UnaryOperator.identity();

    /// One query parameter, as decoded.
    public record Parameter(String name, String value) {
        private static final Comparator<Parameter> BY_NAME = Comparator
                .comparing(parameter -> parameter.name.toLowerCase(Locale.ROOT).replace("[]", ""));

        private String signed() {
            return name.toLowerCase(Locale.ROOT) + "=" + value;
        }

        /// As most server libraries send it.
        public String escaped() {
            return URLEncoder.encode(name, StandardCharsets.UTF_8) + "="
                    + URLEncoder.encode(value, StandardCharsets.UTF_8);
        }

        /// As the others do.
        public String raw() {
            return name + "=" + value;
        }
    }

    public SignedRequest(String method, String path, Credentials credentials) {
        this.method = method;
        this.path = path;
        this.credentials = credentials;
        with("auth_key", credentials.key());
        with("auth_timestamp", Long.toString(Instant.now().getEpochSecond()));
        with("auth_version", "1.0");
    }

    public SignedRequest body(String content) {
        body = Bytes.utf8(content);
        return with("body_md5", Credentials.md5(body.toArray()));
    }

    /// Sets a parameter.
    public SignedRequest with(String name, String value) {
        without(name);
        return and(name, value);
    }

    /// Adds a parameter, which may be there already.
    public SignedRequest and(String name, String value) {
        parameters.add(new Parameter(name, value));
        return this;
    }

    public SignedRequest without(String name) {
        parameters.removeIf(parameter -> parameter.name.equals(name));
        return this;
    }

    /// Sends a header, which is never signed.
    public SignedRequest header(String name, String value) {
        headers.put(name, value);
        return this;
    }

    /// Signs something else than what is sent.
    public SignedRequest signing(UnaryOperator<String> change) {
        beforeSigning = change;
        return this;
    }

    /// Sends another signature than the right one.
    public SignedRequest spoiling(UnaryOperator<String> change) {
        afterSigning = change;
        return this;
    }

    /// `METHOD\nPATH\nPARAMETERS`, the parameters unescaped and sorted by name.
    public String stringToSign() {
        return method + "\n" + path + "\n" + parameters.stream()
                .sorted(Parameter.BY_NAME)
                .map(Parameter::signed)
                .collect(Collectors.joining("&"));
    }

    public String signature() {
        return afterSigning.apply(credentials.sign(beforeSigning.apply(stringToSign())));
    }

    public String method() {
        return method;
    }

    public String path() {
        return path;
    }

    public Map<String, String> headers() {
        return Map.copyOf(headers);
    }

    public Bytes body() {
        return body;
    }

    /// All parameters, the signature last.
    public List<Parameter> signedParameters() {
        var signed = new ArrayList<>(parameters);
        signed.add(new Parameter("auth_signature", signature()));
        return signed;
    }

    /// Path and query, escaped.
    public String target() {
        return target(Parameter::escaped);
    }

    /// Path and query, each parameter written as the test wants.
    public String target(Function<Parameter, String> form) {
        return path + "?" + signedParameters().stream().map(form).collect(Collectors.joining("&"));
    }
}
