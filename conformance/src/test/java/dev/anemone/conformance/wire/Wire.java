package dev.anemone.conformance.wire;

import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import javax.net.ssl.SSLContext;

/// One connection, every byte of which is in the test's hands: those of TCP, or those within TLS. Confined to one thread at a time.
public final class Wire implements AutoCloseable {
    /// How long a read waits before the test fails. Far above anything a healthy server needs.
    public static final Duration PATIENCE = Duration.ofSeconds(15);

    private static final int SMALLEST_RECEIVE_BUFFER = 1024;

    private final Socket socket;
    private final InputStream in;
    private final OutputStream out;

    private Wire(Socket socket) throws IOException {
        this.socket = socket;
        socket.setTcpNoDelay(true);
        this.in = new BufferedInputStream(socket.getInputStream());
        this.out = socket.getOutputStream();
        patience(PATIENCE);
    }

    public static Wire open(Endpoint endpoint) {
        return open(endpoint, new Socket());
    }

    /// A connection whose kernel holds next to nothing for a reader that does not read.
    public static Wire openWithSmallReceiveBuffer(Endpoint endpoint) {
        var socket = new Socket();
        try {
            socket.setReceiveBufferSize(SMALLEST_RECEIVE_BUFFER);
        } catch (SocketException e) {
            throw new UncheckedIOException(e);
        }
        return open(endpoint, socket);
    }

    private static Wire open(Endpoint endpoint, Socket socket) {
        try {
            socket.connect(new InetSocketAddress(endpoint.host(), endpoint.port()), (int) PATIENCE.toMillis());
            SSLContext tls = endpoint.tls();
            return new Wire(tls == null
                    ? socket
                    : tls.getSocketFactory().createSocket(socket, endpoint.host(), endpoint.port(), true));
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot connect to " + endpoint.authority(), e);
        }
    }

    /// How long each later read waits for its first byte.
    public void patience(Duration patience) {
        try {
            socket.setSoTimeout((int) Math.max(1, patience.toMillis()));
        } catch (SocketException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// Sends all of `bytes` at once; small ones leave in one TCP segment.
    public void write(Bytes bytes) {
        try {
            out.write(bytes.toArray());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public void write(String text) {
        write(Bytes.utf8(text));
    }

    /// Reads one byte, or -1 if the server has ended the connection, in peace or by a reset.
    public int read() {
        try {
            return in.read();
        } catch (SocketTimeoutException e) {
            throw new TimeoutError("Nothing came for " + timeout(), e);
        } catch (SocketException e) {
            return -1; // Reset: the server closed while bytes of ours were still unread.
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// Reads exactly `count` bytes.
    public Bytes read(int count) {
        var content = new byte[count];
        try {
            int got = in.readNBytes(content, 0, count);
            if (got < count) {
                throw new UncheckedIOException(new EOFException("Expected " + count + " bytes, got " + got));
            }
        } catch (SocketTimeoutException e) {
            throw new TimeoutError("Expected " + count + " bytes within " + timeout(), e);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return Bytes.of(content);
    }

    /// Reads up to and including an empty line.
    public String readHead() {
        var head = new StringBuilder();
        while (head.length() < 4 || head.lastIndexOf("\r\n\r\n") != head.length() - 4) {
            int next = read();
            if (next < 0) {
                throw new AssertionError("Connection ended inside a response head: " + head);
            }
            head.append((char) next);
        }
        return head.toString();
    }

    public String readLine() {
        var line = new StringBuilder();
        for (int next = read(); next >= 0 && next != '\n'; next = read()) {
            line.append((char) next);
        }
        return line.toString().stripTrailing();
    }

    /// Reads whatever comes until the server ends the connection.
    public Bytes readToEnd() {
        var content = new StringBuilder();
        for (int next = read(); next >= 0; next = read()) {
            content.append((char) next);
        }
        return Bytes.of(content.toString().getBytes(StandardCharsets.ISO_8859_1));
    }

    /// Says that nothing more will be sent, and keeps reading.
    public void halfClose() {
        try {
            socket.shutdownOutput();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// Ends the connection with a TCP reset, as a crashed host or an impatient proxy does.
    public void reset() {
        try {
            socket.setSoLinger(true, 0);
            socket.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        try {
            socket.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private Duration timeout() {
        try {
            return Duration.ofMillis(socket.getSoTimeout());
        } catch (SocketException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// The server was silent for longer than the test was willing to wait.
    public static final class TimeoutError extends AssertionError {
        private static final long serialVersionUID = 1L;

        TimeoutError(String message, Throwable cause) {
            super(message, cause);
        }
    }
}
