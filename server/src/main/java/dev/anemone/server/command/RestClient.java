package dev.anemone.server.command;

import dev.anemone.auth.RequestSigner;
import dev.anemone.model.AppId;
import dev.anemone.model.ChannelName;
import dev.anemone.model.Credential;
import dev.anemone.model.EventData;
import dev.anemone.model.EventName;
import java.io.IOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.HttpTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;

/// Talks to a server over HTTP as a customer's backend would.
record RestClient(HttpClient http, URI base, InstantSource clock) {
    private static final Duration REQUEST_TIMEOUT = Duration.ofSeconds(10);

    /// Triggers one event, signed (Pusher docs, "HTTP API reference", "POST event").
    HttpResponse<String> trigger(AppId app, Credential credential, ChannelName channel, EventName event, String data) {
        return post(app, credential, "/events", triggerBody(channel, event, data));
    }

    /// A signed GET.
    ///
    /// @param path below that of the app
    /// @param parameters what to ask for
    HttpResponse<String> get(AppId app, Credential credential, String path, Map<String, String> parameters) {
        return send(HttpRequest.newBuilder(target("GET", app, credential, path, parameters)));
    }

    /// A signed POST of JSON.
    ///
    /// @param path below that of the app
    HttpResponse<String> post(AppId app, Credential credential, String path, String json) {
        byte[] body = json.getBytes(StandardCharsets.UTF_8);
        URI target = target("POST", app, credential, path, Map.of("body_md5", RequestSigner.bodyMd5(body)));
        return send(HttpRequest.newBuilder(target)
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.ofByteArray(body)));
    }

    private URI target(String method, AppId app, Credential credential, String path, Map<String, String> parameters) {
        String fullPath = base.getRawPath() + "/apps/" + app + path;
        var all = new TreeMap<>(parameters); // Signatures cover them in this order.
        all.put("auth_key", credential.key().value());
        all.put("auth_timestamp", Long.toString(clock.instant().getEpochSecond()));
        all.put("auth_version", "1.0");
        String signature = RequestSigner.sign(credential,
                RequestSigner.stringToSign(method, fullPath, query(all, UnaryOperator.identity())));
        return base.resolve(fullPath + "?" + query(all, value -> URLEncoder.encode(value, StandardCharsets.UTF_8))
                + "&auth_signature=" + signature);
    }

    private static String query(Map<String, String> parameters, UnaryOperator<String> form) {
        return parameters.entrySet()
                .stream()
                .map(parameter -> parameter.getKey() + "=" + form.apply(parameter.getValue()))
                .collect(Collectors.joining("&"));
    }

    /// Reads `path`, which stands below the base address.
    HttpResponse<String> get(String path) {
        return send(HttpRequest.newBuilder(base.resolve(base.getRawPath() + path)));
    }

    static String triggerBody(ChannelName channel, EventName event, String data) {
        var json = new StringBuilder("{\"name\":\"");
        EventData.appendEscaped(json, event.value());
        json.append("\",\"channels\":[\"").append(channel).append("\"],\"data\":\"");
        EventData.appendEscaped(json, data);
        return json.append("\"}").toString();
    }

    private HttpResponse<String> send(HttpRequest.Builder request) {
        try {
            return http.send(request.timeout(REQUEST_TIMEOUT).build(), BodyHandlers.ofString());
        } catch (IOException e) {
            throw new CommandFailure(unreachable(base, e));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new CommandFailure("Interrupted while waiting for " + base + ".");
        }
    }

    /// Why nobody answered, and what to do first.
    static String unreachable(URI base, Throwable cause) {
        String reason = switch (cause) {
            case HttpTimeoutException _ -> "no answer in time";
            case ConnectException e when e.getMessage() == null -> "nothing listens there";
            default ->
                String.valueOf(cause.getMessage() == null ? cause.getClass().getSimpleName() : cause.getMessage());
        };
        return "Cannot reach Anemone at " + base + " (" + reason
                + "): start it with ./anemone serve, or name another with --url.";
    }
}
