package dev.anemone.store.redis;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// What one URL says of a Redis: where it is, in which form, and how to be let in. Errors never repeat what was written,
/// because anything may turn out to be a part of a password.
///
/// @param hosts at least one; exactly one if it is [Form#STANDALONE]
/// @param database always 0 in a Cluster
/// @param master what the Sentinels call the Redis they watch; empty in the other forms
/// @param loginAtSentinels whether the Sentinels want the same login as Redis
/// @param tls `null` if it is spoken to in the clear
record RedisUrl(Form form, List<Host> hosts, @Nullable Login login, int database, String master,
        boolean loginAtSentinels, @Nullable Tls tls) {
    /// What stands behind the hosts.
    enum Form {
        /// One Redis.
        STANDALONE("redis", 6379),
        /// Sentinels that know which Redis is the master.
        SENTINEL("redis-sentinel", 26379),
        /// Some nodes of a Redis Cluster, which know the others.
        CLUSTER("redis-cluster", 6379);

        private final String scheme;
        private final int defaultPort;

        Form(String scheme, int defaultPort) {
            this.scheme = scheme;
            this.defaultPort = defaultPort;
        }
    }

    /// @param name a name or an IP address, without brackets
    record Host(String name, int port) {
        @Override
        public String toString() {
            return (name.contains(":") ? "[" + name + "]" : name) + ":" + port;
        }
    }

    /// @param user empty for the default user
    record Login(String user, String password) {
        @Override
        public String toString() {
            return "Login[…]";
        }
    }

    /// How much of a certificate must be right.
    enum Verification {
        FULL, CA, NONE
    }

    /// @param caFile certificates to trust, in PEM; `null` for those that Java trusts
    /// @param certFile this node's own certificate, in PEM; `null` for none
    /// @param keyFile the key to it, in PEM (PKCS #8)
    record Tls(Verification verification, @Nullable String caFile, @Nullable String certFile,
            @Nullable String keyFile) {
        private Optional<String> missing() {
            return Stream.of(caFile, certFile, keyFile).flatMap(Stream::ofNullable)
                    .filter(file -> !Files.isReadable(Path.of(file))).findFirst();
        }
    }

    private static final String EXPECTED = "redis: expected a URL like redis://127.0.0.1:6379 or"
            + " rediss://user:password@host:6379/0";
    private static final Pattern URL = Pattern
            .compile("(?<scheme>[A-Za-z][A-Za-z0-9+.-]*):(?://(?:(?<login>[^/?#]*)@)?(?<hosts>[^/?#@]*)"
                    + "(?:/(?<database>[^?#]*))?(?:\\?(?<query>[^#]*))?(?:#(?<master>.*))?|(?!//).*)");
    private static final Pattern HOST = Pattern
            .compile("(?:\\[(?<ip>[0-9A-Fa-f:.]+)]|(?<name>[A-Za-z0-9._-]+))(?::(?<port>[0-9]{1,5}))?");
    private static final Pattern DATABASE = Pattern.compile("[0-9]{1,4}");
    private static final Pattern MASTER = Pattern.compile("[A-Za-z0-9._-]+");
    private static final Pattern BLANK = Pattern.compile("[\\s\\p{Cntrl}]");
    private static final Set<String> TLS_PARAMETERS = Set.of("verifyPeer", "caFile", "certFile", "keyFile");
    private static final Set<String> SENTINEL_PARAMETERS = Set.of("sentinelMasterId", "sentinelLogin");

    /// @throws IllegalArgumentException if it is no such URL
    static RedisUrl parse(String url) {
        Matcher parts = URL.matcher(url);
        if (!parts.matches() || BLANK.matcher(url).find()) {
            throw new IllegalArgumentException(EXPECTED);
        }
        String scheme = parts.group("scheme").toLowerCase(Locale.ROOT);
        boolean secure = scheme.startsWith("rediss");
        String plain = secure ? "redis" + scheme.substring("rediss".length()) : scheme;
        for (Form form : Form.values()) {
            if (form.scheme.equals(plain)) {
                if (parts.group("hosts") == null || parts.group("hosts").isEmpty()) {
                    throw new IllegalArgumentException(EXPECTED + "; no host was found");
                }
                return parse(form, secure, parts);
            }
        }
        throw new IllegalArgumentException(EXPECTED + ", got one that starts with " + scheme + ":");
    }

    private static RedisUrl parse(Form form, boolean secure, Matcher parts) {
        List<Host> hosts = hosts(form, parts.group("hosts"));
        Map<String, String> parameters = parameters(parts.group("query"));
        parameters.keySet().stream().filter(TLS_PARAMETERS::contains).findFirst().ifPresent(name -> require(secure,
                name + " is for URLs that start with rediss"));
        parameters.keySet().stream().filter(SENTINEL_PARAMETERS::contains).findFirst().ifPresent(name -> require(
                form == Form.SENTINEL, name + " is for redis-sentinel://"));
        int database = database(form, parts.group("database"));
        String fragment = parts.group("master");
        require(fragment == null || form == Form.SENTINEL, "the name of a master, behind #, is for redis-sentinel://");
        String master = parameters.getOrDefault("sentinelMasterId", fragment == null ? "" : decoded(fragment));
        require(form != Form.SENTINEL || MASTER.matcher(master).matches(),
                "redis-sentinel:// needs the name of the master behind #, as in redis-sentinel://host:26379/0#mymaster");
        String sentinelLogin = parameters.getOrDefault("sentinelLogin", "none");
        require(Set.of("none", "same").contains(sentinelLogin), "sentinelLogin is none or same");
        return new RedisUrl(form, hosts, login(parts.group("login")), database, master, sentinelLogin.equals("same"),
                secure ? tls(parameters) : null);
    }

    private static List<Host> hosts(Form form, String text) {
        var hosts = new ArrayList<Host>();
        for (String each : text.split(",", -1)) {
            Matcher host = HOST.matcher(each);
            require(host.matches(), "hosts are names or addresses, each with a port or without, as in host:6379;"
                    + " in a password, / ? # @ and % are written %2F %3F %23 %40 and %25");
            int port = host.group("port") == null ? form.defaultPort : Integer.parseInt(host.group("port"));
            require(port >= 1 && port <= 65_535, "ports are 1 to 65535");
            hosts.add(new Host(host.group("ip") == null ? host.group("name") : host.group("ip"), port));
        }
        require(form != Form.STANDALONE || hosts.size() == 1,
                "several hosts are for redis-sentinel:// and redis-cluster://");
        return List.copyOf(hosts);
    }

    private static @Nullable Login login(@Nullable String text) {
        if (text == null || text.isEmpty()) {
            return null;
        }
        int colon = text.indexOf(':');
        return new Login(colon < 0 ? "" : decoded(text.substring(0, colon)), decoded(text.substring(colon + 1)));
    }

    private static int database(Form form, @Nullable String text) {
        if (text == null || text.isEmpty()) {
            return 0;
        }
        require(DATABASE.matcher(text).matches(), "behind the hosts comes /, and the number of the database");
        int database = Integer.parseInt(text);
        require(database == 0 || form != Form.CLUSTER, "a Redis Cluster has no database but 0");
        return database;
    }

    private static Map<String, String> parameters(@Nullable String query) {
        var parameters = new HashMap<String, String>();
        if (query != null && !query.isEmpty()) {
            for (String each : query.split("&", -1)) {
                String name = each.split("=", 2)[0];
                require(TLS_PARAMETERS.contains(name) || SENTINEL_PARAMETERS.contains(name),
                        "behind ? come verifyPeer, caFile, certFile, keyFile, sentinelMasterId or sentinelLogin");
                require(each.length() > name.length() + 1 && !parameters.containsKey(name),
                        name + " stands behind ? once, with = and its value");
                parameters.put(name, decoded(each.substring(name.length() + 1)));
            }
        }
        return parameters;
    }

    private static Tls tls(Map<String, String> parameters) {
        Verification verification = switch (parameters.getOrDefault("verifyPeer", "FULL").toUpperCase(Locale.ROOT)) {
            case "FULL", "TRUE" -> Verification.FULL;
            case "CA" -> Verification.CA;
            case "NONE", "FALSE" -> Verification.NONE;
            default -> throw refusal("verifyPeer is FULL, CA or NONE");
        };
        require(parameters.containsKey("certFile") == parameters.containsKey("keyFile"),
                "certFile and keyFile go together");
        return new Tls(verification, parameters.get("caFile"), parameters.get("certFile"), parameters.get("keyFile"));
    }

    private static String decoded(String text) {
        try {
            return URLDecoder.decode(text.replace("+", "%2B"), StandardCharsets.UTF_8);
        } catch (IllegalArgumentException _) { // Its message repeats a piece of the text.
            throw refusal("% stands before two hexadecimal digits; % itself is written %25");
        }
    }

    private static void require(boolean right, String rule) {
        if (!right) {
            throw refusal(rule);
        }
    }

    private static IllegalArgumentException refusal(String rule) {
        return new IllegalArgumentException(EXPECTED + "; " + rule);
    }

    /// What is wrong with the files it names.
    Optional<LinkFailure> missingFile() {
        return Optional.ofNullable(tls).flatMap(Tls::missing)
                .map(file -> LinkFailure.unfit(file + " cannot be read"));
    }

    /// The hosts, and the master's name, as logs and errors call this Redis.
    String address() {
        String all = hosts.stream().map(Host::toString).collect(Collectors.joining(","));
        return master.isEmpty() ? all : all + "#" + master;
    }
}
