package dev.anemone.server.command;

import picocli.CommandLine.Option;

/// `--help`, as every command has it.
final class HelpOption {
    @Option(names = {"-h", "--help"}, usageHelp = true, description = "Show this help.") private boolean help;
}
