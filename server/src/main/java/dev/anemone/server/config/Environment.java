package dev.anemone.server.config;

import dev.anemone.server.config.Setting.Fields;
import dev.anemone.server.config.Setting.Items;
import dev.anemone.server.config.Setting.Text;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/// Reads `ANEMONE_*` variables as settings: `ANEMONE_APPS` describes every app, `ANEMONE_APP_*` describe a single one.
final class Environment {
    private static final String PREFIX = "ANEMONE_";

    /// The file to read the other settings from.
    static final String CONFIG_FILE = PREFIX + "CONFIG";

    /// Variables that are no settings of the server: of the client commands, and of the launcher.
    private static final Set<String> OTHERS = Set.of(CONFIG_FILE, PREFIX + "URL", PREFIX + "JAVA_OPTS");

    /// What Kubernetes sets in every container beside a Service called `anemone`; `ANEMONE_PORT` among them.
    private static final Pattern SERVICE_LINK = Pattern.compile("(?:SERVICE|PORT_\\d+).*");
    private static final Pattern SERVICE_LINK_URL = Pattern.compile("(?:tcp|udp|sctp)://.*");

    private Environment() {}

    /// What `ANEMONE_*` variables say.
    ///
    /// @param settings of the server, and under `apps` the value of `ANEMONE_APPS`
    /// @param app what `ANEMONE_APP_*` say of the one app they describe
    record Variables(Fields settings, Fields app) {}

    /// The settings among `variables`; unknown `ANEMONE_*` names are refused.
    static Variables read(Map<String, String> variables, Record defaults) {
        Fields settings = Fields.none("the environment");
        Fields app = Fields.none("the ANEMONE_APP_* variables");
        var ours = new TreeMap<String, String>();
        variables.forEach((name, value) -> {
            if (name.startsWith(PREFIX) && !OTHERS.contains(name) && !isServiceLink(PREFIX, name, value)) {
                ours.put(name, value);
            }
        });
        if (ours.isEmpty()) {
            return new Variables(settings, app);
        }
        var known = new HashMap<String, Key>();
        Key.of(defaults).stream().filter(Key::hasVariable).forEach(key -> known.put(key.variable(), key));
        for (Map.Entry<String, String> variable : ours.entrySet()) {
            Key key = known.get(variable.getKey());
            if (key == null) {
                var candidates = new ArrayList<>(known.keySet());
                candidates.addAll(OTHERS);
                throw unknown(variable.getKey(), candidates);
            }
            Setting setting = setting(key, variable.getKey(), variable.getValue());
            if (setting instanceof Setting.Absent) {
                continue;
            }
            if (key.path().startsWith(Key.EACH_APP)) {
                app = app.with(Fields.at(key.path().substring(Key.EACH_APP.length()), setting));
            } else {
                settings = settings.with(Fields.at(key.path(), setting));
            }
        }
        return new Variables(settings, app);
    }

    /// Whether Kubernetes set this, beside a Service of the name that `prefix` has.
    static boolean isServiceLink(String prefix, String name, String value) {
        String rest = name.substring(prefix.length());
        return SERVICE_LINK.matcher(rest).matches()
                || (rest.equals("PORT") && SERVICE_LINK_URL.matcher(value).matches());
    }

    /// The refusal of a variable that is none of `known`.
    static ConfigException unknown(String name, Collection<String> known) {
        return new ConfigException("unknown variable " + name + Suggestion.nearest(name, known)
                .map(near -> ": did you mean " + near + "?")
                .orElse(": no setting has this name"));
    }

    /// Lists are separated by commas; but a token key may hold one, so those variables take a single key. Lists of records
    /// are written in YAML, of which JSON is a part.
    private static Setting setting(Key key, String name, String value) {
        if (Key.elementType(key.type()) == null) {
            return new Text(value, name);
        }
        if (Key.ofRecords(key.type()) != null) {
            return Yaml.inVariable(name).value(value);
        }
        boolean single = key.path().endsWith("token-keys") || key.path().endsWith("token-public-keys");
        Stream<String> items = single ? Stream.of(value) : Stream.of(value.split(","));
        return new Items(items.map(item -> (Setting) new Text(item.strip(), name)).toList(), name);
    }
}
