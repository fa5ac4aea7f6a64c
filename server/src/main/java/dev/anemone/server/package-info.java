/// The process: [Main] and its log. What it runs is in the packages below: `command` (the command line), `config` (what
/// is set), `node` (a server and its wiring), `http` (ports and paths), `devpage` (the page for development).
@NullMarked
package dev.anemone.server;

import org.jspecify.annotations.NullMarked;
