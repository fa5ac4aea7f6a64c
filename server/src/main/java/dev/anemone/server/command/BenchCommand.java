package dev.anemone.server.command;

import dev.anemone.bench.BadOptionException;
import dev.anemone.bench.Bench;
import dev.anemone.bench.BenchOptions;
import dev.anemone.bench.plan.Target;
import dev.anemone.bench.swarm.BenchFailure;
import java.io.Console;
import java.io.IOException;
import java.io.PrintWriter;
import java.net.URI;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.Callable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;

/// `anemone bench`: what a server carries, and at what latency.
final class BenchCommand implements Callable<Integer> {
    private static final List<String> PASSED_ON = List.of("connections", "channels", "subscribers", "rate", "burst",
            "publishers", "duration", "warm-up", "payload", "json", "plot");

    private final CommandSpec spec = Usage.command(this, "bench",
            "Put load on a Pusher-compatible server, check every delivery and report latencies and CPU time.",
            "bench --channels 10 --subscribers 100 --rate 200 --duration 30s",
            "bench --subscribers 1000 --burst 16 --server-pid $(pgrep -of anemone.jar)",
            "bench --url wss://ws.example.org --connections 500 --json bench.json --plot bench.svg",
            "bench --auth --token-file token.txt --channel private-orders-1");
    private final ClientOptions client;

    private BenchCommand(Map<String, String> environment) {
        client = ClientOptions.addTo(spec, environment);
        spec.addOption(Usage.option("--connections", "N",
                "Clients. Those without a subscription are idle. Default: channels times subscribers"))
                .addOption(Usage.option("--channels", "C", "Channels to publish on, in turn. Default: 1"))
                .addOption(Usage.option("--subscribers", "S",
                        "Subscribers of each channel. Default: 100, or what --connections allows"))
                .addOption(Usage.option("--rate", "R",
                        "Events per second, at fixed times, whatever the server does. Default: 100"))
                .addOption(Usage.option("--burst", "K",
                        "Instead of a rate: K events in one request, the next when all of them have arrived"))
                .addOption(Usage.option("--publishers", "P",
                        "HTTP connections that publish. Default: 8, or 1 with --burst"))
                .addOption(Usage.option("--duration", "D", "How long to measure. Default: 10s"))
                .addOption(Usage.option("--warm-up", "D", "How long to go on before that. Default: 3s"))
                .addOption(Usage.option("--payload", "B", "Bytes of an event's data. Default: 170, frames of 250"))
                .addOption(Usage.flag("--deflate", "Offer compression."))
                .addOption(Usage.flag("--tls", "Speak TLS, as with wss:// and https://."))
                .addOption(Usage.flag("--insecure", "Take any certificate."))
                .addOption(Usage.option("--server-pid", "PID",
                        "The server's process on this machine, to report its CPU time."))
                .addOption(Usage.option("--json", "FILE", "Write all figures there."))
                .addOption(Usage.option("--plot", "FILE", "Draw the latencies there, as SVG."));
        AuthBenchOptions.addTo(spec);
    }

    static CommandSpec spec(Map<String, String> environment) {
        return new BenchCommand(environment).spec;
    }

    @Override
    public Integer call() {
        try {
            return measured() ? 0 : 1;
        } catch (BadOptionException asked) {
            throw new ParameterException(spec.commandLine(), asked.getMessage());
        } catch (BenchFailure failure) {
            throw new CommandFailure(String.valueOf(failure.getMessage()));
        } catch (IOException failure) {
            throw new CommandFailure("Cannot write " + failure.getMessage() + ".");
        }
    }

    private boolean measured() throws IOException {
        PrintWriter out = spec.commandLine().getOut();
        PrintWriter err = spec.commandLine().getErr();
        ParseResult arguments = spec.commandLine().getParseResult();
        return arguments.hasMatchedOption("--auth")
                ? Bench.run(new AuthBenchOptions(spec, arguments).read(target(arguments), given(arguments)),
                        InstantSource.system(), out, err, onTerminal())
                : Bench.run(options(arguments), InstantSource.system(), out, err, onTerminal());
    }

    private static boolean onTerminal() {
        return Optional.ofNullable(System.console()).filter(Console::isTerminal).isPresent(); // None in a pipe.
    }

    private BenchOptions options(ParseResult arguments) {
        AuthBenchOptions.refuse(spec, arguments);
        return BenchOptions.of(target(arguments), given(arguments), arguments.hasMatchedOption("--deflate"));
    }

    private static Map<String, String> given(ParseResult arguments) {
        var given = new HashMap<String, String>();
        for (String name : PASSED_ON) {
            String value = arguments.matchedOptionValue("--" + name, "");
            if (arguments.hasMatchedOption("--" + name)) {
                given.put(name, value);
            }
        }
        return given;
    }

    private Target target(ParseResult arguments) {
        URI url = client.url();
        if (arguments.hasMatchedOption("--tls") && url.getScheme().equals("http")) {
            url = URI.create("https" + url.toString().substring("http".length()));
        }
        return new Target(url, client.appId().value(), client.credential().key().value(), client.credential().secret(),
                !arguments.hasMatchedOption("--insecure"), pid(arguments));
    }

    private OptionalLong pid(ParseResult arguments) {
        String text = arguments.matchedOptionValue("--server-pid", "");
        if (!arguments.hasMatchedOption("--server-pid")) {
            return OptionalLong.empty();
        }
        if (!text.matches("[1-9][0-9]{0,8}")) {
            throw new ParameterException(spec.commandLine(), "--server-pid: expected a process number, got " + text);
        }
        return OptionalLong.of(Long.parseLong(text));
    }
}
