package dev.anemone.bench.swarm;

import dev.anemone.bench.io.Dialer;
import dev.anemone.bench.io.Loop;
import dev.anemone.bench.measure.Cpu;
import dev.anemone.bench.measure.ServerCpu;
import dev.anemone.bench.plan.Target;
import dev.anemone.bench.wire.ClientFrames;
import dev.anemone.bench.wire.Hmac;
import dev.anemone.bench.wire.Inflation;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.security.GeneralSecurityException;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;
import org.jspecify.annotations.Nullable;

/// What all connections of a swarm share. Confined to the loop's thread.
final class Wire implements AutoCloseable {
    /// Bytes a message may have.
    static final int MAX_MESSAGE = 256 * 1024;

    private static final String VERSION = "1"; // Of the client, which servers may log.

    final Target target;
    final Loop loop;
    final Dialer dialer;
    final RandomGenerator random = new SplittableRandom();
    final ClientFrames frames = new ClientFrames(random);
    final Inflation inflation = new Inflation(MAX_MESSAGE);
    final Hmac hmac;
    final String upgradeTarget;

    /// Where in a delivered message the stamp stood last time.
    int stampHint;
    /// When the read began whose frames are being looked at.
    long readNanos;

    Wire(Target target, Loop loop) {
        this.target = target;
        this.loop = loop;
        InetSocketAddress server = target.address();
        if (server.isUnresolved()) {
            throw new BenchFailure("Nobody knows the host " + target.url().getHost() + ".");
        }
        dialer = new Dialer(loop, server, target.secure() ? tls(target.verified()) : null, target.verified());
        hmac = new Hmac(target.secret());
        upgradeTarget = target.path("/app/" + target.key() + "?protocol=7&client=anemone-bench&version=" + VERSION);
    }

    private static SSLContext tls(boolean verified) {
        try {
            SSLContext context = SSLContext.getInstance("TLS");
            TrustManager @Nullable [] trust = verified ? null : new TrustManager[]{new TrustAnybody()};
            context.init(null, trust, null);
            return context;
        } catch (GeneralSecurityException e) {
            throw new BenchFailure("This Java cannot speak TLS: " + e.getMessage() + ".", e);
        }
    }

    /// What the server has used until now; `null` if that is not known.
    @Nullable
    Cpu serverCpu() {
        if (target.pid().isEmpty()) {
            return null;
        }
        long pid = target.pid().getAsLong();
        try {
            return new ServerCpu(pid).read();
        } catch (IOException _) {
            throw new BenchFailure(
                    "Cannot read the CPU time of process " + pid + ": it is not there, or this is no Linux.");
        }
    }

    /// What an I/O failure means to whoever reads it.
    static String sentence(IOException failure) {
        String message = String.valueOf(failure.getMessage());
        return message.contains("Too many open files")
                ? "This process may not open more files (ulimit -n)"
                : message;
    }

    @Override
    public void close() {
        inflation.close();
    }
}
