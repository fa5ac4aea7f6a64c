package dev.anemone.api;

import dev.anemone.auth.RequestSigner;
import dev.anemone.model.Credential;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/// Signs requests as a server library does: values go into the URL as they were signed, unescaped.
public record Signed(Credential credential, long timestamp) {
    /// Signs for [Apps#APP] at [Apps#NOW].
    public static final Signed BY_APP = new Signed(Apps.CREDENTIAL, Apps.NOW);

    /// The target of a GET.
    public String get(String path) {
        return get(path, Map.of());
    }

    /// The target of a GET with parameters.
    public String get(String path, Map<String, String> parameters) {
        return target("GET", path, parameters);
    }

    /// The target of a POST with this body.
    public String post(String path, String body) {
        return post(path, body.getBytes(StandardCharsets.UTF_8));
    }

    /// The target of a POST with this body.
    public String post(String path, byte[] body) {
        return target("POST", path, Map.of("body_md5", RequestSigner.bodyMd5(body)));
    }

    /// The target of any request.
    public String target(String method, String path, Map<String, String> parameters) {
        var signed = new TreeMap<>(parameters);
        signed.put("auth_key", credential.key().value());
        signed.put("auth_timestamp", Long.toString(timestamp));
        signed.put("auth_version", "1.0");
        String query = signed.entrySet()
                .stream()
                .map(parameter -> parameter.getKey() + "=" + parameter.getValue())
                .collect(Collectors.joining("&"));
        return path + "?" + query + "&auth_signature=" + signature(method, path, query);
    }

    /// The signature of what the test says is signed.
    public String signature(String method, String path, String sortedParameters) {
        return RequestSigner.sign(credential, RequestSigner.stringToSign(method, path, sortedParameters));
    }
}
