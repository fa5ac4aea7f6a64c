package dev.anemone.server.config;

import java.lang.reflect.RecordComponent;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// Writes a configuration record as the file would have it, without what is as by default.
final class YamlText {
    private static final Set<String> SECRET = Set.of("secret", "token-keys", "encryption-master-key");

    private final boolean secrets;
    private final StringBuilder text = new StringBuilder();

    private YamlText(boolean secrets) {
        this.secrets = secrets;
    }

    /// The lines of `record`.
    ///
    /// @param secrets whether they are shown; else their settings have no value
    static String of(Record record, Record defaults, boolean secrets) {
        var yaml = new YamlText(secrets);
        yaml.settings(record, defaults, "", "");
        return yaml.text.toString();
    }

    /// @param first what stands before the first setting; the others are indented by as many spaces as `indent` has
    private void settings(Record record, Record defaults, String first, String indent) {
        String before = first;
        for (RecordComponent component : record.getClass().getRecordComponents()) {
            Object value = Records.valueOf(record, component);
            Object otherwise = Records.valueOf(defaults, component);
            if (value != null && !Objects.equals(value, otherwise)) {
                text.append(before).append(Key.kebab(component.getName())).append(':');
                value(Key.kebab(component.getName()), value, otherwise, indent);
                before = indent;
            }
        }
    }

    private void value(String key, Object value, @Nullable Object otherwise, String indent) {
        if (!secrets && SECRET.contains(key)) {
            text.append(" # hidden\n");
        } else if (value instanceof Record section && otherwise instanceof Record defaults) {
            text.append('\n');
            settings(section, defaults, indent + "  ", indent + "  ");
        } else if (value instanceof List<?> list && list.getFirst() instanceof Record) {
            text.append('\n');
            for (Object item : list) {
                settings((Record) item, Records.defaultsOf(item.getClass()), indent + "  - ", indent + "    ");
            }
        } else if (value instanceof List<?> list) {
            text.append(list.stream().map(YamlText::scalar).collect(Collectors.joining(", ", " [", "]\n")));
        } else {
            text.append(' ').append(scalar(value)).append('\n');
        }
    }

    private static String scalar(Object value) {
        return switch (value) {
            case String string -> quoted(string);
            case Duration duration -> Durations.format(duration);
            default -> value.toString();
        };
    }

    /// A double-quoted scalar (YAML 1.2, §7.3.1).
    private static String quoted(String string) {
        var quoted = new StringBuilder(string.length() + 2).append('"');
        string.chars().forEach(c -> {
            if (c == '"' || c == '\\') {
                quoted.append('\\').append((char) c);
            } else if (Character.isISOControl(c)) {
                quoted.append(String.format("\\u%04x", c));
            } else {
                quoted.append((char) c);
            }
        });
        return quoted.append('"').toString();
    }
}
