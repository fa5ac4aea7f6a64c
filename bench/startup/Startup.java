import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.ToDoubleFunction;

/// Measures how long servers take from exec to their first accepted connection, and to their first answer. Each round
/// starts every server once, one after the other, so that what else the machine does falls on all of them alike.
///
/// Usage: `java Startup.java ROUNDS NAME COMMAND [NAME COMMAND]...`: a command is one argument, its words separated by
/// spaces, with `{port}` and `{admin}` for ports that are free. Ratios are to the first. A command without `{port}` is no
/// server: it is measured from exec to exit.
public final class Startup {
    private static final long DEADLINE_NANOS = 60_000_000_000L;
    private static final byte[] REQUEST = "GET /live HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n"
            .getBytes(StandardCharsets.US_ASCII);

    private record Sample(double acceptMs, double answerMs) {}

    private Startup() {}

    public static void main(String[] arguments) throws Exception {
        int rounds = Integer.parseInt(arguments[0]);
        var samples = new LinkedHashMap<String, List<Sample>>();
        for (int round = 0; round < rounds; round++) {
            for (int i = 1; i < arguments.length; i += 2) {
                samples.computeIfAbsent(arguments[i], _ -> new ArrayList<>()).add(start(arguments[i + 1]));
            }
        }
        print(samples);
    }

    private static Sample start(String command) throws Exception {
        if (!command.contains("{port}")) {
            long start = System.nanoTime();
            new ProcessBuilder(command.split(" +")).inheritIO().start().waitFor();
            double exitMs = (System.nanoTime() - start) / 1e6;
            return new Sample(exitMs, exitMs);
        }
        int port = freePort();
        int admin = freePort();
        String[] words = command.replace("{port}", "" + port).replace("{admin}", "" + admin).split(" +");
        long start = System.nanoTime();
        Process server = new ProcessBuilder(words)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        try (Socket socket = connect(port, start, server)) {
            double acceptMs = (System.nanoTime() - start) / 1e6;
            socket.getOutputStream().write(REQUEST);
            if (socket.getInputStream().read() < 0) {
                throw new IOException("No answer from: " + command);
            }
            return new Sample(acceptMs, (System.nanoTime() - start) / 1e6);
        } finally {
            server.destroyForcibly().waitFor();
        }
    }

    /// Tries twice in a millisecond.
    private static Socket connect(int port, long start, Process server) throws Exception {
        while (server.isAlive() && System.nanoTime() - start < DEADLINE_NANOS) {
            var socket = new Socket();
            try {
                socket.connect(new InetSocketAddress("127.0.0.1", port));
                return socket;
            } catch (IOException _) {
                socket.close();
                Thread.sleep(0, 500_000);
            }
        }
        throw new IOException("Nobody listens on port " + port);
    }

    private static int freePort() throws IOException {
        try (var socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        }
    }

    private static void print(Map<String, List<Sample>> samples) {
        String row = "%-28s %12s %16s %8s %12s%n";
        System.out.printf(row, "", "accept, ms", "[min-max]", "ratio", "answer, ms");
        double first = median(samples.values().iterator().next(), Sample::acceptMs);
        samples.forEach((name, server) -> {
            double accept = median(server, Sample::acceptMs);
            double min = server.stream().mapToDouble(Sample::acceptMs).min().orElse(0);
            double max = server.stream().mapToDouble(Sample::acceptMs).max().orElse(0);
            System.out.printf(row, name, round("%.0f", accept), "[" + round("%.0f", min) + "-" + round("%.0f", max) + "]",
                    round("%.2f", accept / first), round("%.0f", median(server, Sample::answerMs)));
        });
    }

    private static double median(List<Sample> samples, ToDoubleFunction<Sample> value) {
        return samples.stream().mapToDouble(value).sorted().skip(samples.size() / 2).findFirst().orElseThrow();
    }

    private static String round(String format, double value) {
        return String.format(Locale.ROOT, format, value);
    }
}
