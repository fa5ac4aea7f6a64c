package dev.anemone.server.config;

import dev.anemone.server.config.Setting.Fields;
import dev.anemone.server.config.Setting.Text;
import dev.anemone.server.config.SoketiVariables.Fate;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;

/// Reads `SOKETI_*` variables as settings of ours, by the table of [SoketiVariables]. Where a variable of ours says the same,
/// ours holds, and a notice says so.
final class SoketiEnvironment {
    private static final String REDIS = "redis";

    private final Map<String, String> environment;
    private final Map<SoketiVariables.Scope, Fields> settings = new EnumMap<>(SoketiVariables.Scope.class);
    private final Map<SoketiRedis.Part, Text> redis = new EnumMap<>(SoketiRedis.Part.class);
    private final List<String> redisNames = new ArrayList<>();
    private final List<String> notices = new ArrayList<>();
    private boolean usesRedis;

    private SoketiEnvironment(Map<String, String> environment) {
        this.environment = environment;
        for (SoketiVariables.Scope scope : SoketiVariables.Scope.values()) {
            settings.put(scope, Fields.none("the SOKETI_* variables"));
        }
    }

    /// What the variables of this process say.
    ///
    /// @throws ConfigException if one of them is refused
    static SoketiEnvironment read(Map<String, String> environment) {
        var read = new SoketiEnvironment(environment);
        new TreeMap<>(environment).forEach((name, value) -> {
            if (name.startsWith(SoketiVariables.PREFIX)
                    && !Environment.isServiceLink(SoketiVariables.PREFIX, name, value)) {
                read.variable(name, value);
            }
        });
        read.locateRedis();
        return read;
    }

    /// The settings of `scope`.
    Fields of(SoketiVariables.Scope scope) {
        return Objects.requireNonNull(settings.get(scope));
    }

    /// What the operator should know; one sentence each.
    List<String> notices() {
        return notices;
    }

    private void variable(String name, String value) {
        switch (SoketiVariables.table().get(name)) {
            case null -> throw Environment.unknown(name, SoketiVariables.table().keySet());
            case Fate.Fixed(var accepted, var because) -> {
                if (!accepted.contains(value)) {
                    throw new ConfigException(name + ": " + because);
                }
                usesRedis |= value.equals(REDIS);
            }
            case Fate.Locates(var part) -> {
                if (!SoketiRedis.saysNothing(part, value)) {
                    redis.put(part, new Text(value, name));
                    redisNames.add(name);
                }
            }
            case Fate.Sets sets -> {
                String twin = Key.variable(sets.setting());
                if (environment.containsKey(twin)) {
                    notices.add(name + " is not used, because " + twin + " is set.");
                } else if (sets.scope() == SoketiVariables.Scope.THE_APP
                        && !environment.getOrDefault("ANEMONE_APPS", "").isBlank()) {
                    notices.add(name + " is not used, because ANEMONE_APPS is set.");
                } else {
                    set(sets.scope(), sets.path(), sets.form().read(new Text(value, name)));
                }
            }
        }
    }

    private void locateRedis() {
        String twin = Key.variable(REDIS);
        if (!usesRedis) {
            redisNames.forEach(name -> notices.add(name + " is not used, because no SOKETI_*_DRIVER is redis."));
        } else if (environment.containsKey(twin)) {
            redisNames.forEach(name -> notices.add(name + " is not used, because " + twin + " is set."));
        } else {
            set(SoketiVariables.Scope.SERVER, REDIS, SoketiRedis.url(redis));
        }
    }

    private void set(SoketiVariables.Scope scope, String path, Setting setting) {
        if (!(setting instanceof Setting.Absent)) {
            settings.put(scope, of(scope).with(Fields.at(path, setting)));
        }
    }
}
