package dev.anemone.conformance.wire;

import java.util.Locale;

/// A response that is read line by line while it comes, on a connection of its own.
public final class HttpStream implements AutoCloseable {
    private final Wire wire;
    private final HttpResponse head;
    /// What has come of the body and was not read.
    private Bytes arrived;
    private boolean ended;

    private HttpStream(Wire wire, HttpResponse head) {
        this.wire = wire;
        this.head = head;
        this.ended = !head.header("Transfer-Encoding").map(coding -> coding.toLowerCase(Locale.ROOT)).orElse("")
                .equals("chunked");
        this.arrived = ended
                ? wire.read(Integer.parseInt(head.header("Content-Length").orElseThrow()))
                : Bytes.NONE;
    }

    /// Sends `request`, and reads the response up to its body, or all of one whose length is known.
    public static HttpStream open(Wire wire, Bytes request) {
        wire.write(request);
        return new HttpStream(wire, HttpResponse.ofHead(wire.readHead()));
    }

    /// Status and headers; the body is empty.
    public HttpResponse head() {
        return head;
    }

    /// The next line, without its end.
    public String line() {
        int end;
        while ((end = arrived.indexOf('\n')) < 0) {
            if (!more()) {
                throw new AssertionError("The response ended after " + arrived);
            }
        }
        String line = arrived.slice(0, end).text();
        arrived = arrived.from(end + 1);
        return line;
    }

    /// Expects the response to end in good order, and nothing before that.
    public void expectEnd() {
        if (arrived.length() > 0 || more()) {
            throw new AssertionError("Expected the end of the response, got " + arrived);
        }
    }

    /// Reads the next chunk; `false` if there is none.
    private boolean more() {
        if (ended) {
            return false;
        }
        String size = wire.readLine();
        if (size.isEmpty()) {
            throw new AssertionError("The connection ended inside a response");
        }
        Bytes chunk = wire.read(Integer.parseInt(size, 16));
        wire.readLine();
        arrived = arrived.then(chunk);
        ended = chunk.length() == 0;
        return !ended;
    }

    /// The connection below.
    public Wire wire() {
        return wire;
    }

    @Override
    public void close() {
        wire.close();
    }
}
