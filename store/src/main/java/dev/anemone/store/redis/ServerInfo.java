package dev.anemone.store.redis;

import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/// What a Redis says of itself, and whether that will do.
///
/// @param version of Redis whose commands it has; Valkey names one too
/// @param process names this process, from its start to its end
/// @param evictionPolicy what it forgets when its memory is full
record ServerInfo(String version, String process, boolean master, boolean inCluster, String evictionPolicy) {
    private static final Pattern LINE = Pattern.compile("(\\w+):(.*)");
    private static final Pattern MAJOR = Pattern.compile("(\\d{1,4})\\..*");
    private static final int OLDEST_MAJOR = 7;
    private static final String NEVER = "noeviction";

    /// @param reply to `INFO`
    static ServerInfo parse(String reply) {
        Map<String, String> fields = reply.lines().map(LINE::matcher).filter(Matcher::matches)
                .collect(Collectors.toMap(line -> line.group(1), line -> line.group(2), (first, _) -> first));
        Function<String, String> field = name -> fields.getOrDefault(name, "unknown");
        return new ServerInfo(field.apply("redis_version"), field.apply("run_id"), field.apply("role").equals("master"),
                field.apply("cluster_enabled").equals("1"), field.apply("maxmemory_policy"));
    }

    /// Why it cannot be used at all.
    Optional<LinkFailure> unfit(RedisUrl.Form form) {
        Matcher major = MAJOR.matcher(version);
        if (!major.matches() || Integer.parseInt(major.group(1)) < OLDEST_MAJOR) {
            return Optional.of(LinkFailure.unfit("its version is " + version + ", and 7.0 or newer is needed"));
        }
        if (inCluster != (form == RedisUrl.Form.CLUSTER)) {
            return Optional.of(inCluster
                    ? LinkFailure.unfit("it is part of a Cluster, which redis-cluster:// is for")
                    : LinkFailure.NO_CLUSTER);
        }
        if (!master) {
            return Optional.of(form == RedisUrl.Form.STANDALONE
                    ? LinkFailure.unfit("it is a replica, which takes no changes")
                    : LinkFailure.silence("it is a replica; another one is to become the master"));
        }
        return Optional.empty();
    }

    /// Why nobody should begin to use it who did not say that it may forget things.
    Optional<LinkFailure> forgetful() {
        return evictionPolicy.equals(NEVER)
                ? Optional.empty()
                : Optional.of(LinkFailure.unfit("its maxmemory-policy is " + evictionPolicy
                        + ", so it may forget members, apps and counts when it is full; set it to noeviction, or"
                        + " redis-allow-eviction here"));
    }
}
