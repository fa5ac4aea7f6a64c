package dev.anemone.server.config;

import dev.anemone.server.config.Setting.Fields;
import dev.anemone.server.config.Setting.Items;
import dev.anemone.server.config.Setting.Text;
import dev.anemone.server.config.SoketiVariables.Scope;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// Reads the configuration of a server: flags beat variables, variables beat the file, the file beats the defaults.
/// The one place that is told what the process's environment holds.
public final class ConfigLoader {
    private ConfigLoader() {}

    /// What was configured.
    ///
    /// @param notices what the operator should know about how it was read; one sentence each
    public record Loaded(ServerConfig config, List<String> notices) {
        public Loaded {
            notices = List.copyOf(notices);
        }
    }

    /// The configuration of a server that is about to start.
    ///
    /// @param flags values of command-line flags by the setting's key, e.g. `port`; lists with commas
    /// @param file what `--config` names; `null` leaves it to the variable `ANEMONE_CONFIG`
    /// @param environment the variables of the process, those of soketi among them
    /// @throws ConfigException if anything does not fit; one sentence that says where and why
    public static Loaded load(Map<String, String> flags, @Nullable Path file, Map<String, String> environment) {
        Environment.Variables ours = Environment.read(environment, ServerConfig.DEFAULTS);
        SoketiEnvironment soketi = SoketiEnvironment.read(environment);
        Fields written = fromFile(file, environment);
        Fields settings = written.with(soketi.of(Scope.SERVER)).with(ours.settings()).with(fromFlags(flags));
        return new Loaded(RecordBinder.bind(ServerConfig.DEFAULTS, AppList.complete(settings, written, ours, soketi)),
                soketi.notices());
    }

    private static Fields fromFile(@Nullable Path file, Map<String, String> environment) {
        if (file != null) {
            return Yaml.read(file);
        }
        String named = environment.get(Environment.CONFIG_FILE);
        return named == null ? Fields.none("the defaults") : Yaml.read(Path.of(named));
    }

    private static Fields fromFlags(Map<String, String> flags) {
        var settings = new LinkedHashMap<String, Setting>();
        flags.forEach((key, value) -> {
            String origin = "--" + key;
            settings.put(key, key.equals("roles")
                    ? new Items(
                            Stream.of(value.split(",")).map(role -> (Setting) new Text(role.strip(), origin)).toList(),
                            origin)
                    : new Text(value, origin));
        });
        return new Fields(settings, "the command line");
    }
}
