package dev.anemone.server.config;

import static dev.anemone.server.config.SoketiValue.FILE;
import static dev.anemone.server.config.SoketiValue.FLAG;
import static dev.anemone.server.config.SoketiValue.KILOBYTES;
import static dev.anemone.server.config.SoketiValue.LIMIT;
import static dev.anemone.server.config.SoketiValue.MILLISECONDS;
import static dev.anemone.server.config.SoketiValue.RATE;
import static dev.anemone.server.config.SoketiValue.SAME;
import static dev.anemone.server.config.SoketiValue.SECONDS;
import static dev.anemone.server.config.SoketiValue.WEBHOOKS;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.SequencedMap;
import java.util.Set;

/// The table of soketi's variables (`soketi/src/cli/cli.ts`, 1.6): which setting of ours each is, or why it is refused.
final class SoketiVariables {
    /// Begins each name.
    static final String PREFIX = "SOKETI_";

    /// Whose setting a variable is.
    enum Scope {
        /// The server's.
        SERVER,
        /// That of the one app that variables describe.
        THE_APP,
        /// That of every app that does not say otherwise.
        EVERY_APP
    }

    /// What becomes of a variable.
    sealed interface Fate {
        /// It is this setting of ours.
        record Sets(Scope scope, String path, SoketiValue form) implements Fate {
            /// The setting as the configuration page names it.
            String setting() {
                return scope == Scope.SERVER ? path : "apps[]." + path;
            }
        }

        /// It is a part of the URL in our setting `redis`.
        record Locates(SoketiRedis.Part part) implements Fate {}

        /// It may say what holds anyhow.
        ///
        /// @param accepted values that change nothing; `redis` among them asks for Redis
        /// @param because why no others are; a sentence
        record Fixed(Set<String> accepted, String because) implements Fate {}
    }

    private static final String NODES_MEET_IN_REDIS = "Anemone's nodes meet in Redis: set SOKETI_ADAPTER_DRIVER=redis and"
            + " SOKETI_DB_REDIS_HOST, or ANEMONE_REDIS.";
    private static final String NOBODY_ASKS_NODES = "Anemone's nodes never wait for each other's answers, so there is no"
            + " time-out for it.";
    private static final String OWN_KEYS = "Anemone's keys and channels begin with \"anemone:\"; give it a database of its"
            + " own with SOKETI_DB_REDIS_DB instead.";
    private static final String APPS_ARE_CONFIGURED = "Anemone's apps are in its configuration file or in ANEMONE_APPS,"
            + " in no database.";
    private static final String KEYS_ARE_PLAIN = "Anemone's key has no password: decrypt it with openssl pkey, and let its"
            + " file be readable by Anemone alone.";
    private static final String NO_CLIENT_CERTIFICATES = "Anemone asks clients for no certificates; those of the server's"
            + " own issuers are in the file of SOKETI_SSL_CERT, behind its own.";
    private static final String RATES_PER_NODE = "Anemone's nodes count rates by themselves, each for its own.";
    private static final String NO_SQS = "Anemone has no queue in SQS.";
    private static final String QUEUE_IS_INSIDE = "Anemone's queue of webhooks is its own, bounded by the settings below webhooks.";

    private static final SequencedMap<String, Fate> TABLE = new LinkedHashMap<>();

    static {
        sets("HOST", "host", SAME);
        sets("PORT", "port", SAME);
        sets("PATH_PREFIX", "path-prefix", SAME);
        fixed("MODE", "Anemone has no mode: ANEMONE_ROLES says what a node does.", "full", "server");
        fixed("SHUTDOWN_GRACE_PERIOD", "Anemone stops as soon as its clients have left, and within 9 seconds.");
        fixed("DEBUG", "Anemone logs through java.util.logging: name a file in ANEMONE_JAVA_OPTS with"
                + " -Djava.util.logging.config.file.", "false", "0");
        everyApp("USER_AUTHENTICATION_TIMEOUT", "authorization-timeout", MILLISECONDS);

        theApp("DEFAULT_APP_ID", "id", SAME);
        theApp("DEFAULT_APP_KEY", "key", SAME);
        theApp("DEFAULT_APP_SECRET", "secret", SAME);
        theApp("DEFAULT_APP_ENABLED", "enabled", FLAG);
        theApp("DEFAULT_APP_MAX_CONNS", "max-connections", LIMIT);
        theApp("DEFAULT_APP_ENABLE_CLIENT_MESSAGES", "client-events", FLAG);
        theApp("DEFAULT_APP_MAX_BACKEND_EVENTS_PER_SEC", "limits.backend-events-per-second", LIMIT);
        theApp("DEFAULT_APP_MAX_CLIENT_EVENTS_PER_SEC", "limits.client-events-per-second", RATE);
        theApp("DEFAULT_APP_MAX_READ_REQ_PER_SEC", "limits.read-requests-per-second", LIMIT);
        theApp("DEFAULT_APP_USER_AUTHENTICATION", "authorized-connections", FLAG);
        theApp("DEFAULT_APP_WEBHOOKS", "webhooks", WEBHOOKS);

        sets("SSL_CERT", "tls.certificate", FILE);
        sets("SSL_KEY", "tls.key", FILE);
        fixed("SSL_PASS", KEYS_ARE_PLAIN, "");
        fixed("SSL_CA", NO_CLIENT_CERTIFICATES, "");

        fixed("ADAPTER_DRIVER", NODES_MEET_IN_REDIS, "local", "redis");
        fixed("ADAPTER_REDIS_PREFIX", OWN_KEYS, "");
        locates("ADAPTER_REDIS_CLUSTER_MODE", SoketiRedis.Part.CLUSTER_MODE);
        fixed("ADAPTER_REDIS_REQUESTS_TIMEOUT", NOBODY_ASKS_NODES);
        locates("ADAPTER_REDIS_SUB_OPTIONS", SoketiRedis.Part.OPTIONS);
        locates("ADAPTER_REDIS_PUB_OPTIONS", SoketiRedis.Part.OPTIONS);
        fixed("ADAPTER_CLUSTER_REQUESTS_TIMEOUT", NOBODY_ASKS_NODES);
        for (String name : new String[]{"PREFIX", "SERVERS", "USER", "PASSWORD", "TOKEN", "TIMEOUT", "REQUESTS_TIMEOUT",
                "NODES_NUMBER"}) {
            fixed("ADAPTER_NATS_" + name, NODES_MEET_IN_REDIS);
        }
        for (String name : new String[]{"HOST", "PORT", "BROADCAST_ADDRESS", "MULTICAST_ADDRESS", "UNICAST_ADDRESSES",
                "CHECK_INTERVAL", "KEEPALIVE_INTERVAL", "NODE_TIMEOUT", "MASTER_TIMEOUT", "IGNORE_PROCESS", "PREFIX"}) {
            fixed("CLUSTER_" + name, NODES_MEET_IN_REDIS);
        }

        fixed("APP_MANAGER_DRIVER", APPS_ARE_CONFIGURED, "array");
        fixed("APP_MANAGER_CACHE_ENABLED", APPS_ARE_CONFIGURED, "false", "0");
        for (String name : new String[]{"APP_MANAGER_CACHE_TTL", "APP_MANAGER_DYNAMODB_TABLE",
                "APP_MANAGER_DYNAMODB_REGION", "APP_MANAGER_DYNAMODB_ENDPOINT", "APP_MANAGER_MYSQL_TABLE",
                "APP_MANAGER_MYSQL_VERSION", "APP_MANAGER_MYSQL_USE_V2", "APP_MANAGER_POSTGRES_TABLE",
                "APP_MANAGER_POSTGRES_VERSION", "DB_MYSQL_HOST", "DB_MYSQL_PORT", "DB_MYSQL_USERNAME",
                "DB_MYSQL_PASSWORD", "DB_MYSQL_DATABASE", "DB_POSTGRES_HOST", "DB_POSTGRES_PORT",
                "DB_POSTGRES_USERNAME", "DB_POSTGRES_PASSWORD", "DB_POSTGRES_DATABASE", "DB_POOLING_MIN",
                "DB_POOLING_MAX"}) {
            fixed(name, APPS_ARE_CONFIGURED);
        }
        fixed("DB_POOLING_ENABLED", APPS_ARE_CONFIGURED, "false", "0");

        locates("DB_REDIS_HOST", SoketiRedis.Part.HOST);
        locates("DB_REDIS_PORT", SoketiRedis.Part.PORT);
        locates("DB_REDIS_DB", SoketiRedis.Part.DATABASE);
        locates("DB_REDIS_USERNAME", SoketiRedis.Part.USERNAME);
        locates("DB_REDIS_PASSWORD", SoketiRedis.Part.PASSWORD);
        fixed("DB_REDIS_KEY_PREFIX", OWN_KEYS, "");
        locates("DB_REDIS_SENTINELS", SoketiRedis.Part.SENTINELS);
        locates("DB_REDIS_SENTINEL_PASSWORD", SoketiRedis.Part.SENTINEL_PASSWORD);
        locates("DB_REDIS_CLUSTER_NODES", SoketiRedis.Part.CLUSTER_NODES);
        locates("DB_REDIS_INSTANCE_NAME", SoketiRedis.Part.MASTER);

        fixed("CACHE_DRIVER", "Anemone keeps what cache channels hold in memory, or in the Redis that its nodes share.",
                "memory", "redis");
        locates("CACHE_REDIS_CLUSTER_MODE", SoketiRedis.Part.CLUSTER_MODE);
        locates("CACHE_REDIS_OPTIONS", SoketiRedis.Part.OPTIONS);
        fixed("RATE_LIMITER_DRIVER", RATES_PER_NODE, "local");
        fixed("RATE_LIMITER_REDIS_OPTIONS", RATES_PER_NODE, "{}");
        fixed("RATE_LIMITER_REDIS_CLUSTER_MODE", RATES_PER_NODE, "false", "0");
        fixed("QUEUE_DRIVER", NO_SQS, "sync", "redis");
        fixed("QUEUE_REDIS_CONCURRENCY", QUEUE_IS_INSIDE);
        fixed("QUEUE_REDIS_OPTIONS", QUEUE_IS_INSIDE, "{}");
        locates("QUEUE_REDIS_CLUSTER_MODE", SoketiRedis.Part.CLUSTER_MODE);
        for (String name : new String[]{"REGION", "URL", "ENDPOINT", "CLIENT_OPTIONS", "BATCH_SIZE", "PROCESS_BATCH",
                "POLLING_WAIT_TIME_MS"}) {
            fixed("QUEUE_SQS_" + name, NO_SQS);
        }

        everyApp("CHANNEL_LIMITS_MAX_NAME_LENGTH", "limits.max-channel-name-length", SAME);
        everyApp("CHANNEL_CACHE_TTL", "limits.cache-ttl", SECONDS);
        everyApp("EVENT_MAX_CHANNELS_AT_ONCE", "limits.max-channels-per-event", SAME);
        everyApp("EVENT_MAX_NAME_LENGTH", "limits.max-event-name-length", SAME);
        everyApp("EVENT_MAX_SIZE_IN_KB", "limits.max-event-data-bytes", KILOBYTES);
        everyApp("EVENT_MAX_BATCH_SIZE", "limits.max-batch-events", SAME);
        everyApp("PRESENCE_MAX_MEMBERS", "limits.max-presence-members", SAME);
        everyApp("PRESENCE_MAX_MEMBER_SIZE", "limits.max-user-info-bytes", KILOBYTES);
        fixed("HTTP_ACCEPT_TRAFFIC_MEMORY_THRESHOLD",
                "Anemone's queues are bounded in bytes, so a node that has memory for"
                        + " its connections has enough: bound these with ANEMONE_GATEWAY_MAX_CONNECTIONS.");

        fixed("METRICS_ENABLED",
                "Anemone's metrics are always there, on a port of their own that nobody has to publish.",
                "true", "1");
        fixed("METRICS_DRIVER", "Anemone's metrics are Prometheus'.", "prometheus");
        fixed("METRICS_HOST", "Anemone's metrics are at the address of the service: set SOKETI_HOST.");
        fixed("METRICS_PROMETHEUS_PREFIX", "Anemone's metrics begin with \"anemone_\".", "anemone_");
        sets("METRICS_SERVER_PORT", "admin-port", SAME);

        everyApp("WEBHOOKS_BATCHING", "webhook-batching", FLAG);
        sets("WEBHOOKS_BATCHING_DURATION", "webhooks.batch-window", MILLISECONDS);
    }

    private SoketiVariables() {}

    /// Every variable and what becomes of it.
    static SequencedMap<String, Fate> table() {
        return Collections.unmodifiableSequencedMap(TABLE);
    }

    private static void sets(String name, String path, SoketiValue form) {
        TABLE.put(PREFIX + name, new Fate.Sets(Scope.SERVER, path, form));
    }

    private static void theApp(String name, String path, SoketiValue form) {
        TABLE.put(PREFIX + name, new Fate.Sets(Scope.THE_APP, path, form));
    }

    private static void everyApp(String name, String path, SoketiValue form) {
        TABLE.put(PREFIX + name, new Fate.Sets(Scope.EVERY_APP, path, form));
    }

    private static void locates(String name, SoketiRedis.Part part) {
        TABLE.put(PREFIX + name, new Fate.Locates(part));
    }

    private static void fixed(String name, String because, String... accepted) {
        TABLE.put(PREFIX + name, new Fate.Fixed(Set.of(accepted), because));
    }
}
