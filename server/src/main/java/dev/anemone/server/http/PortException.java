package dev.anemone.server.http;

import java.net.BindException;
import java.net.SocketException;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// A port could not be opened. The message is one sentence for the operator, with the first thing to do.
public final class PortException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    PortException(String sentence, @Nullable Throwable cause) {
        super(sentence, cause);
    }

    /// Says what the operating system's refusal means.
    static PortException of(String host, int port, SocketException refusal) {
        String reason = String.valueOf(refusal.getMessage()).toLowerCase(Locale.ROOT);
        if (refusal instanceof BindException && reason.contains("in use")) {
            return new PortException("Port " + port + " on " + host
                    + " is already in use: stop what listens there, or choose another with --port or --admin-port.",
                    refusal);
        }
        if (reason.contains("permission denied")) {
            return new PortException("Port " + port + " on " + host
                    + " may not be opened by this user: choose one from 1024 up with --port or --admin-port.",
                    refusal);
        }
        if (reason.contains("cannot assign")) {
            return new PortException(host + " is no address of this machine: choose another with --host.", refusal);
        }
        return new PortException("Cannot listen on " + host + " port " + port + ": " + refusal.getMessage(), refusal);
    }
}
