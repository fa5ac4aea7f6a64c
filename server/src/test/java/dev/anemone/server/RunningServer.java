package dev.anemone.server;

import dev.anemone.auth.RequestSigner;
import dev.anemone.model.AppKey;
import dev.anemone.model.Credential;
import dev.anemone.server.config.ConfigLoader;
import dev.anemone.server.http.HttpEngine;
import dev.anemone.server.node.Server;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/// A real server in this process, on free ports of the loopback address.
public final class RunningServer implements AutoCloseable {
    private static final HttpClient HTTP = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    private static final Credential DEV_APP = new Credential(new AppKey("app-key"), "app-secret");

    private final Server server;

    private RunningServer(Server server) {
        this.server = server;
    }

    /// With the dev app and every role.
    public static RunningServer start() {
        return start("");
    }

    /// With more settings, as a configuration file would have them.
    public static RunningServer start(String yaml) {
        return start(yaml, 0);
    }

    /// On a port that is known to be free.
    public static RunningServer start(String yaml, int port) {
        try {
            Path file = Files.createTempFile("anemone", ".yml");
            try {
                Files.writeString(file, yaml);
                return new RunningServer(Server.start(
                        ConfigLoader.load(Map.of("port", "" + port, "admin-port", "0"), file, Map.of()).config(),
                        HttpEngine.start()));
            } finally {
                Files.delete(file);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// The server itself.
    public Server server() {
        return server;
    }

    /// The port of the service.
    public int port() {
        return server.port().number();
    }

    /// The base address of the service.
    public String url() {
        return "http://127.0.0.1:" + port();
    }

    /// Asks the main port.
    public HttpResponse<String> get(String path) {
        return get(URI.create(url() + path));
    }

    /// Posts JSON to the dev app's REST API, signed.
    ///
    /// @param path below that of the app
    public HttpResponse<String> post(String path, String json) {
        byte[] body = json.getBytes(StandardCharsets.UTF_8);
        return send(HttpRequest.newBuilder(signed("POST", path, "&body_md5=" + RequestSigner.bodyMd5(body)))
                .header("Content-Type", "application/json").POST(BodyPublishers.ofByteArray(body)).build());
    }

    /// Asks the dev app's REST API, signed.
    public HttpResponse<String> getSigned(String path) {
        return send(HttpRequest.newBuilder(signed("GET", path, "")).build());
    }

    private URI signed(String method, String path, String bodyDigest) {
        String fullPath = "/apps/app-id" + path;
        String query = "auth_key=app-key&auth_timestamp=" + System.currentTimeMillis() / 1_000 + "&auth_version=1.0"
                + bodyDigest;
        String signature = RequestSigner.sign(DEV_APP, RequestSigner.stringToSign(method, fullPath, query));
        return URI.create(url() + fullPath + "?" + query + "&auth_signature=" + signature);
    }

    /// Asks the admin port.
    public HttpResponse<String> getAdmin(String path) {
        return get(URI.create("http://127.0.0.1:" + server.adminPort().number() + path));
    }

    private static HttpResponse<String> get(URI address) {
        return send(HttpRequest.newBuilder(address).build());
    }

    private static HttpResponse<String> send(HttpRequest request) {
        try {
            return HTTP.send(request, BodyHandlers.ofString());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    /// Sends `request` as it is, but for its line ends, and returns all that comes until the server closes; so the request
    /// should say `Connection: close`.
    public String raw(String request) {
        try (Socket socket = connect()) {
            socket.getOutputStream().write(request.replace("\n", "\r\n").getBytes(StandardCharsets.UTF_8));
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// A TCP connection to the main port. Reads give up after ten seconds.
    public Socket connect() throws IOException {
        var socket = new Socket();
        socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port()));
        socket.setSoTimeout(10_000);
        return socket;
    }

    /// A WebSocket to `path` and query.
    public WebSocketClient webSocket(String path) {
        return WebSocketClient.open(HTTP, URI.create("ws://127.0.0.1:" + port() + path));
    }

    @Override
    public void close() {
        try {
            server.stop();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }
}
