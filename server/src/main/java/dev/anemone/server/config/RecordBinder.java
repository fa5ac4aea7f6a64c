package dev.anemone.server.config;

import dev.anemone.server.config.Setting.Fields;
import dev.anemone.server.config.Setting.Items;
import dev.anemone.server.config.Setting.Text;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// Turns settings into a tree of records. Keys are the names of the components in kebab-case; a key that was not set
/// takes the value it has in the defaults. Components are `int`, `long`, `boolean`, `String`, [Duration], enums,
/// records, and lists of these.
///
/// Everything that does not fit throws [ConfigException]: unknown keys (with what was probably meant), values of
/// another type, and values that a record's constructor refuses.
final class RecordBinder {
    /// How constructors print durations: `PT0.25S`.
    private static final Pattern JAVA_DURATION = Pattern.compile("\\bPT[0-9HMS.-]*[HMS]");

    private final Record rootDefaults;

    private RecordBinder(Record rootDefaults) {
        this.rootDefaults = rootDefaults;
    }

    /// `defaults`, with `settings` on top.
    static <R extends Record> R bind(R defaults, Fields settings) {
        return new RecordBinder(defaults).record(defaults, settings, "");
    }

    private <R extends Record> R record(R defaults, Fields fields, String prefix) {
        if (fields.byKey().isEmpty()) {
            return defaults;
        }
        @SuppressWarnings("unchecked") // The class of an R, which is final as all records are.
        var type = (Class<R>) defaults.getClass();
        List<RecordComponent> components = List.of(type.getRecordComponents());
        refuseUnknownKeys(components, fields, prefix);
        var values = new @Nullable Object[components.size()];
        for (int i = 0; i < values.length; i++) {
            RecordComponent component = components.get(i);
            String key = Key.kebab(component.getName());
            Object defaultValue = Records.valueOf(defaults, component);
            Setting setting = fields.byKey().get(key);
            values[i] = setting == null || setting instanceof Setting.Absent
                    ? defaultValue
                    : value(component.getGenericType(), defaultValue, setting, prefix + key);
        }
        try {
            return Records.make(type, values);
        } catch (IllegalArgumentException refusal) {
            throw refused(fields, prefix, String.valueOf(refusal.getMessage()));
        }
    }

    private Object value(Type type, @Nullable Object defaultValue, Setting setting, String path) {
        if (Key.elementType(type) instanceof Class<?> element) {
            return list(element, setting, path);
        }
        if (defaultValue instanceof Record section) {
            if (setting instanceof Fields fields) {
                return record(section, fields, path + ".");
            }
            throw mismatch(setting, path, "settings by name, below it and indented");
        }
        if (setting instanceof Text text) {
            return scalar((Class<?>) type, text, path);
        }
        throw mismatch(setting, path, "one value");
    }

    private List<Object> list(Class<?> element, Setting setting, String path) {
        if (!(setting instanceof Items(var items, _))) {
            throw mismatch(setting, path, "a list, like [a, b]");
        }
        var values = new ArrayList<>();
        for (int i = 0; i < items.size(); i++) {
            Record defaults = element.isRecord() ? Records.defaultsOf(element) : null;
            values.add(value(element, defaults, items.get(i), path + "[" + i + "]"));
        }
        return values;
    }

    private static Object scalar(Class<?> type, Text text, String path) {
        String value = text.value().strip();
        if (type == String.class) {
            return text.value();
        }
        if (type == int.class) {
            return number(() -> Integer.valueOf(value), text, path);
        }
        if (type == long.class) {
            return number(() -> Long.valueOf(value), text, path);
        }
        if (type == boolean.class) {
            return switch (value) {
                case "true" -> true;
                case "false" -> false;
                default -> throw mismatch(text, path, "true or false");
            };
        }
        if (type == Duration.class) {
            return Durations.parse(value).orElseThrow(() -> mismatch(text, path, Durations.EXPECTED));
        }
        if (type.isEnum()) {
            return Stream.of(type.getEnumConstants())
                    .filter(constant -> constant.toString().equals(value))
                    .findFirst()
                    .orElseThrow(() -> mismatch(text, path, Stream.of(type.getEnumConstants())
                            .map(Object::toString)
                            .collect(Collectors.joining(" or "))));
        }
        throw new IllegalStateException("A configuration record has a component of " + type + " at " + path);
    }

    private static Object number(Supplier<Object> parse, Text text, String path) {
        try {
            return parse.get();
        } catch (NumberFormatException _) {
            throw mismatch(text, path, "a whole number");
        }
    }

    private static ConfigException mismatch(Setting setting, String path, String expected) {
        String got = switch (setting) {
            case Text text -> Secrecy.quoted(path, text.value());
            case Items _ -> "a list";
            case Fields _ -> "settings by name";
            case Setting.Absent _ -> "nothing";
        };
        return new ConfigException(setting.origin() + ": " + path + ": expected " + expected + ", got " + got);
    }

    /// A constructor's refusal starts with the key it is about: that tells where the value was written.
    private ConfigException refused(Fields fields, String prefix, String refusal) {
        int colon = refusal.indexOf(':');
        String origin = colon < 0 ? fields.origin() : origin(fields, refusal.substring(0, colon));
        String readable = JAVA_DURATION.matcher(refusal)
                .replaceAll(duration -> Durations.format(Duration.parse(duration.group())));
        return new ConfigException(origin + ": " + prefix + readable);
    }

    /// Where the value at `path` was written, or what holds it, as deep as there is anything: `apps[0].id`.
    private static String origin(Fields fields, String path) {
        Setting at = fields;
        for (String step : path.split("[.\\[\\]]+", -1)) {
            Setting below = switch (at) {
                case Fields named -> named.byKey().get(step);
                case Items list when step.matches("[0-9]{1,6}") && Integer.parseInt(step) < list.items().size() ->
                    list.items().get(Integer.parseInt(step));
                case Items _,Text _,Setting.Absent _ -> null;
            };
            if (below == null) {
                break;
            }
            at = below;
        }
        return at.origin();
    }

    private void refuseUnknownKeys(List<RecordComponent> components, Fields fields, String prefix) {
        List<String> known = components.stream().map(component -> Key.kebab(component.getName())).toList();
        fields.byKey().forEach((key, setting) -> {
            if (!known.contains(key)) {
                String hint = Suggestion.nearest(key, known)
                        .map(near -> prefix + near)
                        .or(() -> elsewhere(key))
                        .map(near -> "did you mean " + near + "?")
                        .orElseGet(() -> "expected one of " + String.join(", ", known));
                throw new ConfigException(setting.origin() + ": unknown setting " + prefix + key + ": " + hint);
            }
        });
    }

    /// The path of a key of this name in another section.
    private Optional<String> elsewhere(String key) {
        return Key.of(rootDefaults)
                .stream()
                .map(Key::path)
                .filter(path -> path.endsWith("." + key))
                .findFirst();
    }
}
