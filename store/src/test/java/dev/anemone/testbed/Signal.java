package dev.anemone.testbed;

import java.io.IOException;
import java.io.UncheckedIOException;

/// What can be sent to a process besides its end.
public enum Signal {
    /// It does nothing any more, while its connections stay open.
    STOP,
    /// It goes on.
    CONT;

    /// Sends it, and returns when it was sent.
    public void to(Process process) {
        try {
            int code = new ProcessBuilder("kill", "-" + name(), "" + process.pid()).start().waitFor();
            if (code != 0) {
                throw new AssertionError("kill -" + name() + " ended with " + code);
            }
        } catch (IOException broken) {
            throw new UncheckedIOException(broken);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new AssertionError("Interrupted while sending a signal.", interrupted);
        }
    }
}
