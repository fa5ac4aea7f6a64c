/// What an operator may set, and how it is read: flags, environment variables, a YAML file, defaults. Enters as text,
/// leaves as validated records; nothing behind this package reads the environment. SnakeYAML stays in [Yaml].
@NullMarked
package dev.anemone.server.config;

import org.jspecify.annotations.NullMarked;
