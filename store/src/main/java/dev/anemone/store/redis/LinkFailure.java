package dev.anemone.store.redis;

import io.lettuce.core.RedisCommandExecutionException;
import io.netty.channel.ConnectTimeoutException;
import java.net.ConnectException;
import java.net.UnknownHostException;
import java.nio.channels.ClosedChannelException;

/// Why a connection to Redis could not be had, or was given up.
///
/// @param why in a few words; neither the driver's nor Redis's errors repeat a password
/// @param certain whether the next attempt would most likely end the same way: somebody said no, rather than nothing
record LinkFailure(String why, boolean certain) {
    /// Nothing was heard, which may be different in a moment.
    static LinkFailure silence(String why) {
        return new LinkFailure(why, false);
    }

    /// What the innermost cause means.
    static LinkFailure of(Throwable failure) {
        Throwable cause = failure;
        while (cause.getCause() != null) {
            cause = cause.getCause();
        }
        return switch (cause) {
            case ConnectTimeoutException _ -> silence("no connection within the time for one");
            case ClosedChannelException _ -> silence("the connection was closed");
            case ConnectException _ -> new LinkFailure("connection refused", true);
            case UnknownHostException _ -> new LinkFailure("unknown host", true);
            case RedisCommandExecutionException refusal -> new LinkFailure(String.valueOf(refusal.getMessage()), true);
            default -> silence(String.valueOf(cause.getMessage()));
        };
    }
}
