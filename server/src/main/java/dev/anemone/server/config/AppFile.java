package dev.anemone.server.config;

import dev.anemone.model.App;
import java.nio.file.Path;

/// One app in a file of its own, with the settings that it has below `apps` in the configuration file.
public final class AppFile {
    private AppFile() {}

    /// The app that `file` describes.
    ///
    /// @throws ConfigException if it describes none; one sentence, without secrets
    public static App read(Path file) {
        AppConfig described = RecordBinder.bind(AppConfig.DEFAULTS, SoketiApp.translate(Yaml.read(file)));
        try {
            return described.toApp();
        } catch (IllegalArgumentException refusal) {
            throw new ConfigException(file.getFileName() + ": " + refusal.getMessage());
        }
    }

    /// The app as such a file would have it.
    ///
    /// @param secrets whether they are in it; [#read] refuses a file without
    public static String text(App app, boolean secrets) {
        return YamlText.of(AppConfig.of(app), AppConfig.DEFAULTS, secrets);
    }
}
