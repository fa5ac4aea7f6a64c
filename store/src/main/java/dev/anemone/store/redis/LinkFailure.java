package dev.anemone.store.redis;

import io.lettuce.core.RedisCommandExecutionException;
import io.lettuce.core.RedisLoadingException;
import io.netty.channel.ConnectTimeoutException;
import io.netty.handler.ssl.NotSslRecordException;
import io.netty.handler.ssl.SslHandshakeTimeoutException;
import java.net.ConnectException;
import java.net.UnknownHostException;
import java.nio.channels.ClosedChannelException;
import java.security.GeneralSecurityException;
import java.util.concurrent.TimeoutException;
import javax.net.ssl.SSLException;

/// Why a connection to Redis could not be had, or was given up.
///
/// @param why in a few words; neither the driver's nor Redis's errors repeat a password
/// @param certain whether the next attempt would most likely end the same way: somebody said no, rather than nothing
/// @param unfit whether it answers, but not as the Redis that is needed
record LinkFailure(String why, boolean certain, boolean unfit) {
    static final LinkFailure CLOSED = silence("the connection was closed");

    static final LinkFailure NO_CLUSTER = unfit("it is not part of a Cluster, and redis:// is for that");

    /// Carries a failure through stages.
    static final class Thrown extends RuntimeException {
        private static final long serialVersionUID = 1;
        private final transient LinkFailure failure;

        private Thrown(LinkFailure failure) {
            super(failure.why, null, false, false);
            this.failure = failure;
        }
    }

    /// Nothing was heard, which may be different in a moment.
    static LinkFailure silence(String why) {
        return new LinkFailure(why, false, false);
    }

    /// It is there, but cannot be used as it is.
    static LinkFailure unfit(String why) {
        return new LinkFailure(why, true, true);
    }

    private static LinkFailure refusal(String why) {
        return new LinkFailure(why, true, false);
    }

    /// To be thrown, or to fail a stage with; [#of] finds it again.
    RuntimeException thrown() {
        return new Thrown(this);
    }

    /// What it comes to, for whoever started this node.
    String sentence(String address) {
        return unfit
                ? "Redis at " + address + " cannot be used: " + why + "."
                : "Redis at " + address + " does not answer (" + why + ").";
    }

    /// What the innermost cause means.
    static LinkFailure of(Throwable failure) {
        boolean tls = false;
        Throwable cause = failure;
        while (cause.getCause() != null) {
            tls |= cause instanceof SSLException;
            cause = cause.getCause();
        }
        return switch (cause) {
            case Thrown known -> known.failure;
            case ConnectTimeoutException _ -> silence("no connection within the time for one");
            case TimeoutException _ -> silence("no answer within the time for a connection");
            case ClosedChannelException _ -> CLOSED;
            case ConnectException _ -> refusal("connection refused");
            case UnknownHostException _ -> refusal("unknown host");
            case NotSslRecordException _ -> refusal("it does not speak TLS there");
            case SslHandshakeTimeoutException _ ->
                refusal("no answer to TLS within the time for a connection; perhaps it does not speak TLS there");
            case RedisLoadingException _ -> silence("it is loading its data");
            case RedisCommandExecutionException refused -> of(refused);
            case SSLException _ -> refusal("TLS: " + cause.getMessage());
            case GeneralSecurityException _ -> refusal("TLS: " + cause.getMessage());
            default -> tls ? refusal("TLS: " + cause.getMessage()) : unknown(String.valueOf(cause.getMessage()));
        };
    }

    /// The driver says in several lines, or in none, why no node of a Cluster told it where the slots are.
    private static LinkFailure unknown(String message) {
        if (message.contains("cluster support disabled")) {
            return NO_CLUSTER;
        }
        return silence(message.isBlank() || message.startsWith("Cannot retrieve cluster partitions")
                ? "no node of the Cluster could be asked"
                : message);
    }

    private static LinkFailure of(RedisCommandExecutionException refused) {
        String message = String.valueOf(refused.getMessage());
        if (message.contains("cluster support disabled")) {
            return NO_CLUSTER;
        }
        return message.startsWith("CLUSTERDOWN") || message.startsWith("MOVED") || message.startsWith("READONLY")
                ? silence(message)
                : refusal(message);
    }
}
