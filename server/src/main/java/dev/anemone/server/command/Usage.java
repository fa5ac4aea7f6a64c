package dev.anemone.server.command;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;

/// Describes commands to picocli, all in the same style. In code rather than by annotations: a command that is not
/// reflected upon is there sooner, and a server's start waits for its own.
final class Usage {
    private Usage() {}

    /// A command with `--help`, which ends with examples.
    static CommandSpec command(Callable<Integer> action, String name, String description, String... examples) {
        var spec = CommandSpec.wrapWithoutInspection(action).name(name);
        spec.addOption(OptionSpec.builder("-h", "--help").usageHelp(true).description("Show this help.").build());
        var footer = new ArrayList<>(List.of("", examples.length == 1 ? "Example:" : "Examples:"));
        for (String example : examples) {
            footer.add("  anemone " + example);
        }
        spec.usageMessage().description(description).footer(footer.toArray(String[]::new));
        return spec;
    }

    /// An option that takes text.
    static OptionSpec option(String name, String label, String description) {
        return OptionSpec.builder(name).paramLabel(label).type(String.class).description(description).build();
    }

    /// An option that must be given.
    static OptionSpec required(String name, String label, String description) {
        return OptionSpec.builder(name).paramLabel(label).type(String.class).required(true).description(description)
                .build();
    }

    /// An option that takes text and may be given several times.
    static OptionSpec repeatable(String name, String label, String description) {
        return OptionSpec.builder(name).paramLabel(label).type(String[].class).description(description).build();
    }

    /// The option that names an app.
    static OptionSpec app(String description) {
        return OptionSpec.builder("--app-id", "--app").paramLabel("ID").type(String.class).description(description)
                .build();
    }

    /// An option that is there or not.
    static OptionSpec flag(String name, String description) {
        return OptionSpec.builder(name).type(boolean.class).description(description).build();
    }

    /// A required argument.
    static PositionalParamSpec argument(int index, String label, String description) {
        return PositionalParamSpec.builder()
                .index(Integer.toString(index))
                .paramLabel(label)
                .type(String.class)
                .required(true)
                .description(description)
                .build();
    }
}
