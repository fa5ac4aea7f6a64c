package dev.anemone.server.config;

import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// One thing that can be set: a component of a configuration record. Names follow mechanically, so that whoever knows
/// the record knows the key, and the reverse.
///
/// @param path as written in the file, sections joined by dots, e.g. `gateway.pong-timeout`; `apps[].id` for each app
/// @param type of the component
/// @param defaultValue what holds when nothing was set
record Key(String path, Type type, @Nullable Object defaultValue) {
    /// Begins the path of each setting of an app.
    static final String EACH_APP = "apps[].";

    /// Every key below `defaults`, in the order of the components.
    static List<Key> of(Record defaults) {
        var keys = new ArrayList<Key>();
        collect(defaults, "", keys);
        return keys;
    }

    private static void collect(Record defaults, String prefix, List<Key> keys) {
        for (RecordComponent component : defaults.getClass().getRecordComponents()) {
            String path = prefix + kebab(component.getName());
            Object value = Records.valueOf(defaults, component);
            Class<? extends Record> element = ofRecords(component.getGenericType());
            if (value instanceof Record section) {
                collect(section, path + ".", keys);
            } else if (element != null) {
                keys.add(new Key(path, component.getGenericType(), value));
                collect(Records.defaultsOf(element), path + "[].", keys);
            } else {
                keys.add(new Key(path, component.getGenericType(), value));
            }
        }
    }

    /// `pongTimeout` as `pong-timeout`.
    static String kebab(String component) {
        var key = new StringBuilder(component.length() + 4);
        for (int i = 0; i < component.length(); i++) {
            char c = component.charAt(i);
            if (Character.isUpperCase(c)) {
                key.append('-');
            }
            key.append(Character.toLowerCase(c));
        }
        return key.toString();
    }

    /// What a list of this type holds, or `null` if the type is no list.
    static @Nullable Type elementType(Type type) {
        return type instanceof ParameterizedType list && list.getRawType() == List.class
                ? list.getActualTypeArguments()[0]
                : null;
    }

    /// What a list of this type holds, if that is records; else `null`.
    static @Nullable Class<? extends Record> ofRecords(Type type) {
        return elementType(type) instanceof Class<?> element && element.isRecord()
                ? element.asSubclass(Record.class)
                : null;
    }

    /// Whether an environment variable of its own can set this: all but the settings of one among several records. Those
    /// are in the variable of their list.
    boolean hasVariable() {
        return !path.replace(EACH_APP, "").contains("[]");
    }

    /// The variable that sets this, e.g. `ANEMONE_GATEWAY_PONG_TIMEOUT`. The settings of an app have those of the one app
    /// that single variables can describe: `ANEMONE_APP_ID`.
    String variable() {
        return variable(path);
    }

    /// The variable of the setting at `path`.
    static String variable(String path) {
        String name = path.replace(EACH_APP, "app.").replace("token-keys", "token-key").replace("token-public-keys",
                "token-public-key");
        return "ANEMONE_" + name.replaceAll("[.-]", "_").toUpperCase(Locale.ROOT);
    }

    /// The default as it would be written.
    String defaultText() {
        return switch (defaultValue) {
            case null -> "";
            case Duration duration -> Durations.format(duration);
            case List<?> list -> list.stream().map(Object::toString).collect(Collectors.joining(","));
            case Integer number when number == Integer.MAX_VALUE -> "unlimited";
            default -> defaultValue.toString();
        };
    }
}
