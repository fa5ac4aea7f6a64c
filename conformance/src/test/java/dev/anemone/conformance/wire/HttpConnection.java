package dev.anemone.conformance.wire;

import java.util.Locale;

/// HTTP/1.1 on one TCP connection that stays open between requests.
public final class HttpConnection implements AutoCloseable {
    private final Wire wire;

    private HttpConnection(Wire wire) {
        this.wire = wire;
    }

    public static HttpConnection open(Endpoint endpoint) {
        return new HttpConnection(Wire.open(endpoint));
    }

    /// Sends a request as it is: request line, headers, empty line, body.
    public HttpResponse exchange(Bytes request) {
        wire.write(request);
        return receive();
    }

    /// Sends part of a request, or several.
    public void write(Bytes part) {
        wire.write(part);
    }

    /// Reads one response; one with status 100 is followed by another.
    public HttpResponse receive() {
        HttpResponse head = HttpResponse.ofHead(wire.readHead());
        return head.withBody(readBody(head));
    }

    private String readBody(HttpResponse head) {
        if (head.status() < 200 || head.status() == 204) {
            return "";
        }
        if (head.header("Transfer-Encoding").map(coding -> coding.toLowerCase(Locale.ROOT)).filter("chunked"::equals)
                .isPresent()) {
            return readChunks();
        }
        return head.header("Content-Length")
                .map(length -> wire.read(Integer.parseInt(length)).text())
                .orElseGet(() -> wire.readToEnd().text());
    }

    private String readChunks() {
        Bytes body = Bytes.NONE;
        for (int size = chunkSize(); size > 0; size = chunkSize()) {
            body = body.then(wire.read(size));
            wire.readLine();
        }
        wire.readLine();
        return body.text();
    }

    private int chunkSize() {
        return Integer.parseInt(wire.readLine().split(";", 2)[0].strip(), 16);
    }

    @Override
    public void close() {
        wire.close();
    }
}
