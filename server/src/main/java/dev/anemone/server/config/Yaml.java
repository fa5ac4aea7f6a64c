package dev.anemone.server.config;

import dev.anemone.server.config.Setting.Fields;
import dev.anemone.server.config.Setting.Items;
import dev.anemone.server.config.Setting.Text;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Optional;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Compose;
import org.snakeyaml.engine.v2.exceptions.ComposerException;
import org.snakeyaml.engine.v2.exceptions.Mark;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.NodeTuple;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.SequenceNode;
import org.snakeyaml.engine.v2.nodes.Tag;
import org.snakeyaml.engine.v2.schema.CoreSchema;

/// Reads YAML 1.2 as settings: a file, or what a variable holds. Scalars stay the text they are: what they mean is decided by the key, so that
/// `id: 1` and `id: "1"` are the same.
final class Yaml {
    /// Deeper than any setting is; also what stops a file whose aliases contain themselves.
    private static final int MAX_DEPTH = 10;

    private final String name;
    private final boolean inFile;

    private Yaml(String name, boolean inFile) {
        this.name = name;
        this.inFile = inFile;
    }

    /// YAML that stands in a variable.
    static Yaml inVariable(String name) {
        return new Yaml(name, false);
    }

    /// The settings of `file`; none if it is empty.
    ///
    /// @throws ConfigException if it cannot be read, is not YAML, or says a thing twice
    static Fields read(Path file) {
        return new Yaml(String.valueOf(file.getFileName()), true).fields(text(file));
    }

    private static String text(Path file) {
        try {
            return Files.readString(file);
        } catch (NoSuchFileException _) {
            throw new ConfigException("There is no configuration file " + file + ".");
        } catch (CharacterCodingException _) {
            throw new ConfigException(file + " is not UTF-8 text.");
        } catch (IOException e) {
            throw new ConfigException("Cannot read " + file + ": " + e.getMessage());
        }
    }

    private Fields fields(String text) {
        return switch (value(text)) {
            case Fields fields -> fields;
            case Setting.Absent _ -> new Fields(new LinkedHashMap<>(), name);
            case Text notNamed -> throw notNamed(notNamed);
            case Items notNamed -> throw notNamed(notNamed);
        };
    }

    /// What `text` says; [Setting.Absent] if that is nothing.
    ///
    /// @throws ConfigException if it is not YAML, or says a thing twice
    Setting value(String text) {
        Optional<Node> document;
        try {
            document = new Compose(LoadSettings.builder().setLabel(name).setSchema(new CoreSchema()).build())
                    .composeString(text);
        } catch (ComposerException e) {
            // Its message quotes the file, which may hold secrets.
            throw new ConfigException(line(e.getProblemMark()) + ": not one YAML document with known aliases;"
                    + " quote a value that starts with *");
        } catch (MarkedYamlEngineException e) {
            throw new ConfigException(line(e.getProblemMark()) + ": not YAML: " + e.getProblem());
        } catch (YamlEngineException e) {
            throw new ConfigException(name + " is not YAML that holds settings by name.");
        }
        return document.map(node -> setting(node, line(node.getStartMark()), 0))
                .orElseGet(() -> new Setting.Absent(name));
    }

    private static ConfigException notNamed(Setting setting) {
        return new ConfigException(setting.origin() + ": expected settings by name, like port: 6001");
    }

    private Setting setting(Node node, String origin, int depth) {
        if (depth > MAX_DEPTH) {
            throw new ConfigException(origin + ": nothing is set this deep");
        }
        return switch (node) {
            case ScalarNode scalar when scalar.getTag().equals(Tag.NULL) -> new Setting.Absent(origin);
            case ScalarNode scalar -> new Text(scalar.getValue(), origin);
            case SequenceNode list -> new Items(list.getValue()
                    .stream()
                    .map(item -> setting(item, line(item.getStartMark()), depth + 1))
                    .toList(), origin);
            case MappingNode mapping -> fields(mapping, origin, depth);
            default -> throw new ConfigException(origin + ": expected a value, a list or settings by name");
        };
    }

    private Fields fields(MappingNode mapping, String origin, int depth) {
        var byKey = new LinkedHashMap<String, Setting>();
        for (NodeTuple entry : mapping.getValue()) {
            String at = line(entry.getKeyNode().getStartMark());
            if (!(entry.getKeyNode() instanceof ScalarNode key)) {
                throw new ConfigException(at + ": expected the name of a setting");
            }
            Setting before = byKey.put(key.getValue(), setting(entry.getValueNode(), at, depth + 1));
            if (before != null) {
                throw new ConfigException(at + ": " + key.getValue() + " is set a second time; the first is at "
                        + before.origin());
            }
        }
        return new Fields(byKey, origin);
    }

    private String line(Optional<Mark> mark) {
        return mark.filter(_ -> inFile).map(at -> name + " line " + (at.getLine() + 1)).orElse(name);
    }
}
