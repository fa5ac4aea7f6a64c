package dev.anemone.server.config;

import dev.anemone.server.config.Setting.Fields;
import dev.anemone.server.config.Setting.Items;
import dev.anemone.server.config.Setting.Text;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// Makes our one URL of what soketi says about Redis in many variables: one Redis, one behind Sentinels, or a Cluster.
final class SoketiRedis {
    /// A part of the URL.
    enum Part {
        HOST, PORT, DATABASE, USERNAME, PASSWORD,
        /// A list of hosts in JSON.
        SENTINELS, SENTINEL_PASSWORD,
        /// What the Sentinels call the master.
        MASTER,
        /// A list of hosts in JSON, used if [#CLUSTER_MODE] says so.
        CLUSTER_NODES, CLUSTER_MODE,
        /// Options of soketi's driver in JSON; of these, `tls`.
        OPTIONS
    }

    private static final String ORIGIN = "the SOKETI_DB_REDIS_* variables";
    private static final String BY_URL = "Anemone is told by its URL alone how to reach Redis: set ANEMONE_REDIS.";
    private static final Set<String> NOTHING = Set.of("", "[]", "{}");
    private static final Set<String> HOST_KEYS = Set.of("host", "port");

    private final Map<Part, Text> parts;

    private SoketiRedis(Map<Part, Text> parts) {
        this.parts = parts;
    }

    /// Whether a variable with this value says nothing about its part.
    static boolean saysNothing(Part part, String value) {
        return NOTHING.contains(value) || (part == Part.CLUSTER_MODE && Set.of("false", "0").contains(value));
    }

    /// The URL. Parts that are missing are soketi's defaults: a Redis of this machine, no credentials.
    ///
    /// @throws ConfigException if a part says what no URL of ours can
    static Text url(Map<Part, Text> parts) {
        return new Text(new SoketiRedis(parts).url(), ORIGIN);
    }

    private String url() {
        Text sentinels = parts.get(Part.SENTINELS);
        boolean cluster = parts.containsKey(Part.CLUSTER_MODE);
        if (sentinels != null && cluster) {
            throw new ConfigException(sentinels.origin() + ": expected Sentinels or a Cluster, got both");
        }
        String tls = tls();
        String scheme = tls == null ? "redis" : "rediss";
        if (cluster) {
            Text nodes = parts.get(Part.CLUSTER_NODES);
            if (nodes == null) {
                throw new ConfigException(
                        "SOKETI_DB_REDIS_CLUSTER_NODES: expected some nodes of the Cluster, got none");
            }
            return scheme + "-cluster://" + login() + hosts(nodes, 6379) + database() + query(tls, "");
        }
        if (sentinels != null) {
            return scheme + "-sentinel://" + login() + hosts(sentinels, 26379) + database()
                    + query(tls, sentinelLogin()) + "#" + escaped(value(Part.MASTER, "mymaster"));
        }
        return scheme + "://" + login() + host(value(Part.HOST, "127.0.0.1")) + ":" + value(Part.PORT, "6379")
                + database() + query(tls, "");
    }

    private String value(Part part, String otherwise) {
        Text said = parts.get(part);
        return said == null ? otherwise : said.value();
    }

    private String login() {
        String username = value(Part.USERNAME, "");
        String password = value(Part.PASSWORD, "");
        return username.isEmpty() && password.isEmpty() ? "" : escaped(username) + ":" + escaped(password) + "@";
    }

    private String database() {
        String database = value(Part.DATABASE, "");
        return database.isEmpty() ? "" : "/" + database;
    }

    /// Ours gives the Sentinels the login of Redis, or none.
    private String sentinelLogin() {
        Text password = parts.get(Part.SENTINEL_PASSWORD);
        if (password == null) {
            return "";
        }
        if (!password.value().equals(value(Part.PASSWORD, "")) || parts.containsKey(Part.USERNAME)) {
            throw new ConfigException(
                    password.origin() + ": Anemone gives the Sentinels no login, or that of Redis: let"
                            + " SOKETI_DB_REDIS_PASSWORD be the same, without SOKETI_DB_REDIS_USERNAME.");
        }
        return "sentinelLogin=same";
    }

    /// How certificates are verified, as a parameter; empty for as usual, `null` without TLS.
    private @Nullable String tls() {
        Text options = parts.get(Part.OPTIONS);
        if (options == null) {
            return null;
        }
        Setting read = Yaml.inVariable(options.origin()).value(options.value());
        if (read instanceof Fields said && said.byKey().keySet().equals(Set.of("tls"))
                && said.byKey().get("tls") instanceof Fields tls) {
            if (tls.isEmpty()) {
                return "";
            }
            if (tls.byKey().keySet().equals(Set.of("rejectUnauthorized"))
                    && tls.byKey().get("rejectUnauthorized") instanceof Text reject) {
                return reject.value().equals("false") ? "verifyPeer=NONE" : "";
            }
        }
        throw new ConfigException(options.origin() + ": expected {\"tls\":{}} at most. " + BY_URL);
    }

    private static String query(@Nullable String tls, String more) {
        String verification = tls == null ? "" : tls;
        String both = verification.isEmpty() || more.isEmpty() ? verification + more : verification + "&" + more;
        return both.isEmpty() ? "" : "?" + both;
    }

    private static String hosts(Text list, int defaultPort) {
        if (Yaml.inVariable(list.origin()).value(list.value()) instanceof Items(var items, _) && !items.isEmpty()) {
            return items.stream().map(item -> address(list, item, defaultPort)).collect(Collectors.joining(","));
        }
        throw notHosts(list);
    }

    private static String address(Text list, Setting item, int defaultPort) {
        if (item instanceof Fields fields && HOST_KEYS.containsAll(fields.byKey().keySet())
                && fields.byKey().get("host") instanceof Text name) {
            String port = fields.byKey().get("port") instanceof Text given ? given.value() : "" + defaultPort;
            return host(name.value()) + ":" + port;
        }
        throw notHosts(list);
    }

    private static ConfigException notHosts(Text list) {
        return new ConfigException(
                list.origin() + ": expected a list like [{\"host\":\"10.0.0.1\",\"port\":26379}], and no more of each."
                        + " " + BY_URL);
    }

    private static String host(String name) {
        return name.contains(":") ? "[" + name + "]" : name;
    }

    private static String escaped(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
    }
}
