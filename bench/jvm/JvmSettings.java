import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.ToDoubleFunction;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.DoubleStream;
import java.util.stream.Stream;

/// Measures Anemone under one JVM setting after the other, each once in a round, beginning with another one in each round, so
/// that what else the machine does falls on all alike. `bench/jvm.sh` runs it from the root of the sources.
///
/// Usage: `java JvmSettings.java COMMAND [--rounds N] [--rate N] [--warm-up DURATION] [--duration DURATION]`; the first is what the page
/// says it was measured with.
public final class JvmSettings {
    private static final Path PAGE = Path.of("docs/jvm.md");
    private static final String BEGIN = "<!-- measured: bench/jvm.sh -->";
    private static final String END = "<!-- end of what was measured -->";
    private static final String JAR = "server/target/anemone.jar";
    private static final String JAVA = tool("java");
    private static final long START_LIMIT_NANOS = 60_000_000_000L;
    private static final byte[] REQUEST = "GET /live HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n"
            .getBytes(StandardCharsets.US_ASCII);
    private static final List<String> COMMON = List.of("-XX:-UsePerfData", "--enable-native-access=ALL-UNNAMED",
            "--sun-misc-unsafe-memory-access=allow");
    private static final List<String> LOAD = List.of("--channels", "10", "--subscribers", "10", "--publishers", "8");

    /// One run of one server. Memory is what the kernel calls RSS, in MB of 1,000,000 bytes.
    private record Sample(double acceptMs, double answerMs, double startedMb, double publishMicros, double loadedMb,
            double collectedMb) {}

    private record Started(double acceptMs, double answerMs) {}

    /// More options of the load, given as `anemone bench` takes them: how much and how long.
    private final List<String> load;

    private JvmSettings(List<String> load) {
        this.load = load;
    }

    public static void main(String[] arguments) throws Exception {
        var options = new TreeMap<>(
                Map.of("--rounds", "5", "--rate", "2000", "--warm-up", "5s", "--duration", "3s"));
        for (int i = 1; i < arguments.length; i += 2) {
            if (i + 1 == arguments.length || options.replace(arguments[i], arguments[i + 1]) == null) {
                System.err.println("bench: expected [--rounds N] [--rate N] [--warm-up DURATION] [--duration DURATION], got "
                        + arguments[i]);
                System.exit(2);
            }
        }
        int rounds = Integer.parseInt(options.remove("--rounds"));
        var settings = new JvmSettings(options.entrySet().stream()
                .flatMap(option -> Stream.of(option.getKey(), option.getValue())).toList());
        String table = table(settings.measure(rounds));
        System.out.print(table);
        write("%n`%s`, %s: medians of %d, with least and most. Load: `%s`.%n%s.%n%n%s%n".formatted(arguments[0],
                LocalDate.now(ZoneOffset.UTC), rounds, String.join(" ", settings.load), machine(), table));
    }

    /// The settings by name: those of the launcher are read from where it reads them.
    private static Map<String, List<String>> settings() {
        var settings = new LinkedHashMap<String, List<String>>();
        settings.put("Serial", collector("Serial", false));
        settings.put("Serial, compact headers", collector("Serial", true));
        settings.put("G1", collector("G1", false));
        settings.put("G1, compact headers", collector("G1", true));
        settings.put("Parallel, compact headers", collector("Parallel", true));
        settings.put("ZGC, compact headers", collector("Z", true));
        settings.put("**chosen**, no AOT cache", List.of("@server/jvm.options"));
        settings.put("**chosen**", List.of("@server/jvm.options", "-XX:AOTCache=server/target/anemone.aot",
                "-XX:AOTMode=on")); // Fails where the cache is of no use.
        return settings;
    }

    private static List<String> collector(String name, boolean compact) {
        var options = new ArrayList<>(COMMON);
        options.add("-XX:+Use" + name + "GC");
        options.add((compact ? "-XX:+" : "-XX:-") + "UseCompactObjectHeaders");
        return options;
    }

    private Map<String, List<Sample>> measure(int rounds) throws Exception {
        var names = List.copyOf(settings().keySet());
        var samples = new LinkedHashMap<String, List<Sample>>();
        names.forEach(name -> samples.put(name, new ArrayList<>()));
        for (int round = 0; round < rounds; round++) {
            for (int i = 0; i < names.size(); i++) {
                String name = names.get((i + round) % names.size());
                Sample sample = measure(settings().get(name));
                samples.get(name).add(sample);
                System.err.printf(Locale.ROOT, "%d/%d %s: %s%n", round + 1, rounds, name, sample);
            }
        }
        return samples;
    }

    private Sample measure(List<String> options) throws Exception {
        int port = freePort();
        var command = new ArrayList<>(List.of("taskset", "-c", "0", JAVA));
        command.addAll(options);
        command.addAll(List.of("-XX:+ExitOnOutOfMemoryError", "-jar", JAR, "serve", "--port", "" + port,
                "--admin-port", "0"));
        long start = System.nanoTime();
        Process server = new ProcessBuilder(command).redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .redirectError(ProcessBuilder.Redirect.INHERIT).start();
        try {
            Started started = await(server, port, start);
            double startedMb = residentMb(server);
            double publishMicros = publish(server, port);
            double loadedMb = residentMb(server);
            run(List.of(tool("jcmd"), "" + server.pid(), "GC.run"));
            return new Sample(started.acceptMs, started.answerMs, startedMb, publishMicros, loadedMb,
                    residentMb(server));
        } finally {
            server.destroyForcibly().waitFor();
        }
    }

    /// Tries to connect twice in a millisecond, and then asks whether it lives.
    private static Started await(Process server, int port, long start) throws Exception {
        while (server.isAlive() && System.nanoTime() - start < START_LIMIT_NANOS) {
            try (var socket = new Socket()) {
                socket.connect(new InetSocketAddress("127.0.0.1", port));
                double acceptMs = (System.nanoTime() - start) / 1e6;
                socket.getOutputStream().write(REQUEST);
                if (socket.getInputStream().read() < 0) {
                    throw new IllegalStateException("The server accepts and does not answer");
                }
                return new Started(acceptMs, (System.nanoTime() - start) / 1e6);
            } catch (IOException _) {
                Thread.sleep(0, 500_000);
            }
        }
        throw new IllegalStateException("Nobody listens on port " + port);
    }

    /// @return microseconds of the server's CPU for one signed publish with its deliveries
    private double publish(Process server, int port) throws Exception {
        Path json = Files.createTempFile("anemone-jvm", ".json");
        try {
            var command = new ArrayList<>(List.of(JAVA, "@server/jvm.options", "-jar", JAR, "bench",
                    "--url", "http://127.0.0.1:" + port, "--server-pid", "" + server.pid(), "--json", json.toString()));
            command.addAll(LOAD);
            command.addAll(load);
            run(command);
            return number("\"server_cpu_us_per_publish\" : ([0-9.E-]+)", Files.readString(json));
        } finally {
            Files.delete(json);
        }
    }

    private static void run(List<String> command) throws Exception {
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        if (process.waitFor() != 0) {
            throw new IllegalStateException(command + " failed:\n" + output);
        }
    }

    private static double residentMb(Process process) throws IOException {
        String status = Files.readString(Path.of("/proc", "" + process.pid(), "status"));
        return number("VmRSS:\\s+([0-9]+) kB", status) * 1024 / 1e6;
    }

    private static double number(String pattern, String text) {
        Matcher matcher = Pattern.compile(pattern).matcher(text);
        if (!matcher.find()) {
            throw new IllegalStateException("Expected " + pattern + " in:\n" + text);
        }
        return Double.parseDouble(matcher.group(1));
    }

    private static String table(Map<String, List<Sample>> samples) {
        var lines = new StringBuilder("""
                | Settings | First connection, ms | First answer, ms | Memory then, MB | CPU per publish, µs \
                | Memory after the load, MB | After a full collection, MB |
                |---|---|---|---|---|---|---|
                """);
        samples.forEach((name, runs) -> lines.append(Stream.of(cell("%.0f", runs, Sample::acceptMs),
                cell("%.0f", runs, Sample::answerMs), cell("%.0f", runs, Sample::startedMb),
                cell("%.1f", runs, Sample::publishMicros), cell("%.0f", runs, Sample::loadedMb),
                cell("%.0f", runs, Sample::collectedMb))
                .reduce("| " + name, (row, cell) -> row + " | " + cell)).append(" |\n"));
        return lines.toString();
    }

    private static String cell(String format, List<Sample> runs, ToDoubleFunction<Sample> figure) {
        double[] sorted = runs.stream().mapToDouble(figure).sorted().toArray();
        int middle = sorted.length / 2;
        double median = sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
        return DoubleStream.of(sorted[0], sorted[sorted.length - 1])
                .mapToObj(value -> String.format(Locale.ROOT, format, value))
                .reduce((least, most) -> String.format(Locale.ROOT, format, median) + " [" + least + "-" + most + "]")
                .orElseThrow();
    }

    private static String machine() throws IOException {
        Matcher model = Pattern.compile("(?m)^model name\\s*: (.+)$").matcher(Files.readString(Path.of("/proc/cpuinfo")));
        double gib = number("MemTotal:\\s+([0-9]+) kB", Files.readString(Path.of("/proc/meminfo"))) / (1 << 20);
        return String.format(Locale.ROOT, "%s, one CPU for the server and one for the load, %.0f GiB, Linux %s, Java %s",
                model.find() ? model.group(1) : System.getProperty("os.arch"), gib, System.getProperty("os.version"),
                Runtime.version());
    }

    private static void write(String measured) throws IOException {
        String page = Files.readString(PAGE);
        int begin = page.indexOf(BEGIN);
        int end = page.indexOf(END);
        if (begin < 0 || end < begin) {
            throw new IllegalStateException(PAGE + " has no place for figures between " + BEGIN + " and " + END);
        }
        Files.writeString(PAGE, page.substring(0, begin + BEGIN.length()) + "\n" + measured + page.substring(end));
    }

    private static int freePort() throws IOException {
        try (var socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        }
    }

    private static String tool(String name) {
        return Path.of(System.getProperty("java.home"), "bin", name).toString();
    }
}
