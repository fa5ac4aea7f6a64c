package dev.anemone.server.config;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.io.TempDir;

/// Configurations out of texts, variables and flags.
abstract class ConfigTestbed {
    static final String TOKEN_KEY = "0123456789abcdef0123456789abcdef";

    @TempDir Path folder;

    final ServerConfig file(String yaml) {
        return load(yaml, Map.of(), Map.of());
    }

    static ConfigLoader.Loaded load(Map<String, String> variables) {
        return ConfigLoader.load(Map.of(), null, variables);
    }

    static ServerConfig variables(Map<String, String> variables) {
        return load(variables).config();
    }

    final ServerConfig load(String yaml, Map<String, String> variables, Map<String, String> flags) {
        return ConfigLoader.load(flags, write(yaml), variables).config();
    }

    final Path write(String yaml) {
        try {
            return Files.writeString(folder.resolve("anemone.yml"), yaml);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    final void assertRefused(String yaml, String sentence) {
        assertThatThrownBy(() -> file(yaml)).isInstanceOf(ConfigException.class).hasMessage(sentence);
    }

    static void assertRefused(Map<String, String> variables, String sentence) {
        assertThatThrownBy(() -> load(variables)).isInstanceOf(ConfigException.class).hasMessage(sentence);
    }
}
