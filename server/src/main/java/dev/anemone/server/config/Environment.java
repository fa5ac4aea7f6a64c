package dev.anemone.server.config;

import dev.anemone.server.config.Setting.Fields;
import dev.anemone.server.config.Setting.Items;
import dev.anemone.server.config.Setting.Text;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
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
    private static final Pattern SERVICE_LINK = Pattern.compile("ANEMONE_(?:SERVICE|PORT_\\d+).*");
    private static final Pattern SERVICE_LINK_URL = Pattern.compile("(?:tcp|udp|sctp)://.*");

    private Environment() {}

    /// The settings among `variables`; unknown `ANEMONE_*` names are refused.
    static Fields read(Map<String, String> variables, Record defaults) {
        var ours = new TreeMap<String, String>();
        variables.forEach((name, value) -> {
            if (name.startsWith(PREFIX) && !OTHERS.contains(name) && !isServiceLink(name, value)) {
                ours.put(name, value);
            }
        });
        if (ours.isEmpty()) {
            return new Fields(new LinkedHashMap<>(), "the environment");
        }
        var known = new HashMap<String, Key>();
        Key.of(defaults).stream().filter(Key::hasVariable).forEach(key -> known.put(key.variable(), key));
        var settings = new LinkedHashMap<String, Setting>();
        var app = new LinkedHashMap<String, Setting>();
        ours.forEach((name, value) -> {
            Key key = known.get(name);
            if (key == null) {
                throw unknown(name, known.keySet());
            }
            List<String> path = List.of(key.path().replace("apps[].", "").split("\\."));
            Setting setting = setting(key, name, value);
            if (!(setting instanceof Setting.Absent)) {
                put(key.path().startsWith("apps[].") ? app : settings, path, setting);
            }
        });
        if (!app.isEmpty()) {
            if (settings.containsKey("apps")) {
                throw new ConfigException("ANEMONE_APPS: expected either ANEMONE_APPS or the ANEMONE_APP_* variables,"
                        + " got both");
            }
            String origin = "the ANEMONE_APP_* variables";
            settings.put("apps", new Items(List.of(new Fields(app, origin)), origin));
        }
        return new Fields(settings, "the environment");
    }

    private static boolean isServiceLink(String name, String value) {
        return SERVICE_LINK.matcher(name).matches()
                || (name.equals("ANEMONE_PORT") && SERVICE_LINK_URL.matcher(value).matches());
    }

    private static ConfigException unknown(String name, Set<String> known) {
        var candidates = new ArrayList<>(known);
        candidates.addAll(OTHERS);
        return new ConfigException("unknown variable " + name + Suggestion.nearest(name, candidates)
                .map(near -> ": did you mean " + near + "?")
                .orElse(": no setting has this name"));
    }

    /// Lists are separated by commas; but a token key may hold one, so that variable takes a single key. Lists of records
    /// are written in YAML, of which JSON is a part.
    private static Setting setting(Key key, String name, String value) {
        if (Key.elementType(key.type()) == null) {
            return new Text(value, name);
        }
        if (Key.ofRecords(key.type()) != null) {
            return Yaml.inVariable(name).value(value);
        }
        Stream<String> items = key.path().endsWith("token-keys") ? Stream.of(value) : Stream.of(value.split(","));
        return new Items(items.map(item -> (Setting) new Text(item.strip(), name)).toList(), name);
    }

    private static void put(SequencedMap<String, Setting> into, List<String> path, Setting setting) {
        if (path.size() == 1) {
            into.put(path.getFirst(), setting);
            return;
        }
        var below = new LinkedHashMap<String, Setting>();
        if (into.get(path.getFirst()) instanceof Fields present) {
            below.putAll(present.byKey());
        }
        put(below, path.subList(1, path.size()), setting);
        into.put(path.getFirst(), new Fields(below, setting.origin()));
    }
}
