package dev.anemone.store.redis;

import static java.util.concurrent.TimeUnit.MILLISECONDS;

import dev.anemone.store.redis.RedisUrl.Form;
import dev.anemone.store.redis.RedisUrl.Host;
import dev.anemone.store.redis.RedisUrl.Login;
import dev.anemone.store.redis.RedisUrl.Tls;
import io.lettuce.core.ClientOptions;
import io.lettuce.core.ClientOptions.DisconnectedBehavior;
import io.lettuce.core.MaintNotificationsConfig;
import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisURI;
import io.lettuce.core.SocketOptions;
import io.lettuce.core.SslOptions;
import io.lettuce.core.SslVerifyMode;
import io.lettuce.core.TimeoutOptions;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.codec.ByteArrayCodec;
import io.lettuce.core.metrics.CommandLatencyRecorder;
import io.lettuce.core.protocol.ProtocolVersion;
import io.lettuce.core.pubsub.StatefulRedisPubSubConnection;
import io.lettuce.core.resource.ClientResources;
import io.lettuce.core.resource.NettyCustomizer;
import io.netty.channel.Channel;
import io.netty.handler.flush.FlushConsolidationHandler;
import java.io.File;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// The driver and its threads, set up so that it does what it is told and nothing of its own accord: above all it never
/// reconnects. Its way of reconnecting sends unconfirmed commands again, and a publication would arrive twice.
final class Driver {
    /// Commands that may wait for Redis on one connection. Publications meet [RedisConfig#maxUnconfirmedBytes] first.
    private static final int MAX_WAITING_COMMANDS = 1 << 21;

    private final RedisConfig config;
    private final RedisUrl url;
    private final String name;
    private final ClientResources resources;
    private final RedisClient client;
    private final @Nullable Sentinels sentinels;
    private final @Nullable ClusterDriver cluster;

    /// @param name what the connections are called in Redis's `CLIENT LIST`
    Driver(RedisConfig config, String name) {
        this.config = config;
        this.name = name;
        url = config.parsedUrl();
        resources = ClientResources.builder()
                .ioThreadPoolSize(2)
                .computationThreadPoolSize(2)
                .commandLatencyRecorder(CommandLatencyRecorder.disabled())
                .nettyCustomizer(new OneFlushPerTurn())
                .build();
        client = RedisClient.create(resources);
        ClientOptions options = options(config, url.tls());
        client.setOptions(options);
        sentinels = url.form() == Form.SENTINEL
                ? new Sentinels(client,
                        url.hosts().stream().map(host -> uri(host, url.loginAtSentinels() ? url.login() : null, 0))
                                .toList(),
                        url.master(), config.connectTimeout())
                : null;
        cluster = url.form() == Form.CLUSTER
                ? new ClusterDriver(url, client, options, this::uri, config.connectTimeout())
                : null;
    }

    private static ClientOptions options(RedisConfig config, @Nullable Tls tls) {
        return ClientOptions.builder()
                .autoReconnect(false)
                .disconnectedBehavior(DisconnectedBehavior.REJECT_COMMANDS)
                .requestQueueSize(MAX_WAITING_COMMANDS)
                .protocolVersion(ProtocolVersion.RESP2) // With RESP3, each message costs the driver a copy more.
                .timeoutOptions(TimeoutOptions.builder().timeoutCommands(false).build()) // Else a timer for each.
                .maintNotificationsConfig(MaintNotificationsConfig.disabled())
                .socketOptions(
                        SocketOptions.builder().connectTimeout(config.connectTimeout()).keepAlive(true).build())
                .sslOptions(sslOptions(tls, config.connectTimeout()))
                .build();
    }

    /// The files are read at each connection, so that renewed ones are taken without a restart.
    private static SslOptions sslOptions(@Nullable Tls tls, Duration timeout) {
        var options = SslOptions.builder().jdkSslProvider().handshakeTimeout(timeout);
        if (tls != null && tls.caFile() != null) {
            options.trustManager(new File(tls.caFile()));
        }
        if (tls != null && tls.certFile() != null && tls.keyFile() != null) {
            options.keyManager(new File(tls.certFile()), new File(tls.keyFile()), new char[0]);
        }
        return options.build();
    }

    private RedisURI uri(Host host) {
        return uri(host, url.login(), url.database());
    }

    private RedisURI uri(Host host, @Nullable Login login, int database) {
        var uri = RedisURI.builder().withHost(host.name()).withPort(host.port()).withDatabase(database)
                .withTimeout(config.connectTimeout()).withClientName(name);
        if (login != null && login.user().isEmpty()) {
            uri.withPassword(login.password().toCharArray());
        } else if (login != null) {
            uri.withAuthentication(login.user(), login.password().toCharArray());
        }
        Tls tls = url.tls();
        if (tls != null) {
            uri.withSsl(true).withVerifyPeer(switch (tls.verification()) {
                case FULL -> SslVerifyMode.FULL;
                case CA -> SslVerifyMode.CA;
                case NONE -> SslVerifyMode.NONE;
            });
        }
        return uri.build();
    }

    /// Opens all connections that there need to be; if one of them cannot be had, none stays.
    ///
    /// @param first whether nothing of this node is in that Redis yet, so that it may still refuse to begin
    CompletionStage<Connections> open(boolean first) {
        Function<String, CompletionStage<ServerInfo>> check = reply -> {
            var info = ServerInfo.parse(reply);
            Optional<LinkFailure> failure = info.unfit(url.form())
                    .or(() -> first && !config.allowEviction() ? info.forgetful() : Optional.empty());
            return failure.isPresent()
                    ? CompletableFuture.failedStage(failure.get().thrown())
                    : CompletableFuture.completedStage(info);
        };
        if (cluster != null) {
            return cluster.open(check);
        }
        return (sentinels == null ? CompletableFuture.completedStage(url.hosts().getFirst()) : sentinels.master())
                .thenCompose(host -> open(host, check));
    }

    private CompletionStage<Connections> open(Host host, Function<String, CompletionStage<ServerInfo>> check) {
        RedisURI uri = uri(host);
        var commands = client.connectAsync(ByteArrayCodec.INSTANCE, uri).toCompletableFuture();
        var subscriptions = client.connectPubSubAsync(ByteArrayCodec.INSTANCE, uri).toCompletableFuture();
        return commands.thenCompose(connection -> connection.async().info().toCompletableFuture().copy()
                .orTimeout(config.connectTimeout().toMillis(), MILLISECONDS))
                .thenCompose(check)
                .<StatefulRedisPubSubConnection<byte[], byte[]>, Connections>thenCombine(subscriptions,
                        (info, hearing) -> new MasterConnections(host, info.process(), commands.join(), hearing))
                .whenComplete((_, failure) -> {
                    if (failure != null) {
                        var _ = commands.thenCompose(StatefulRedisConnection::closeAsync);
                        var _ = subscriptions.thenCompose(StatefulRedisConnection::closeAsync);
                    }
                });
    }

    /// Asks whether the connections lead to where new ones would. Sentinels make another Redis the master while the
    /// connections to the former one stay open and work, if nothing else reaches it; and a Cluster sends commands on to where
    /// a slot has gone, so that who subscribes to nothing in it would not notice.
    ///
    /// @return why they do not; empty if they do, or nobody can tell
    CompletionStage<Optional<LinkFailure>> misled(Connections connections) {
        if (cluster != null && connections instanceof ClusterConnections current) {
            return cluster.misled(current);
        }
        if (sentinels == null || !(connections instanceof MasterConnections current)) {
            return CompletableFuture.completedStage(Optional.empty());
        }
        return sentinels.master().handle((master, failure) -> failure != null || master.equals(current.host())
                ? Optional.empty()
                : Optional.of(LinkFailure.silence("the master is " + master + " and not " + current.host())));
    }

    /// Closes what is open and ends the driver's threads, for which it waits.
    void close(Duration timeout) {
        if (cluster != null) {
            cluster.close(timeout);
        }
        client.shutdown(Duration.ZERO, timeout);
        resources.shutdown(0, timeout.toMillis(), TimeUnit.MILLISECONDS).awaitUninterruptibly(timeout.toMillis());
    }

    /// Lets the commands that several threads write in one turn of the driver's loop leave in one system call.
    private static final class OneFlushPerTurn implements NettyCustomizer {
        @Override
        public void afterChannelInitialized(Channel channel) {
            channel.pipeline()
                    .addFirst(
                            new FlushConsolidationHandler(
                                    FlushConsolidationHandler.DEFAULT_EXPLICIT_FLUSH_AFTER_FLUSHES,
                                    true));
        }
    }
}
