import dev.anemone.model.AppId;
import dev.anemone.model.ChannelKey;
import dev.anemone.model.ChannelName;
import dev.anemone.model.EventData;
import dev.anemone.model.EventName;
import dev.anemone.model.IdempotencyKey;
import dev.anemone.model.Publication;
import dev.anemone.model.Retention;
import dev.anemone.store.redis.RedisConfig;
import dev.anemone.store.redis.RedisStore;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.LongFunction;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;

/// What the traffic between nodes costs Redis, as tables in Markdown: CPU of its main thread and bytes it sends, by what is
/// kept of a publication, by nodes that hear it, and by channels. Starts a Redis of its own without persistence for each
/// measurement; the nodes are the product's stores in this process, whose CPU is not counted.
public final class RedisScaling {
    private static final AppId APP = new AppId("1");
    private static final Retention HISTORY = new Retention(100, Duration.ofMinutes(2), Duration.ZERO);
    /// Publications that wait for Redis at a time: as a busy API node has them.
    private static final int IN_FLIGHT = 256;
    private static final int RUNS = 3;
    /// How long nothing is published, to see what the nodes cost by being there.
    private static final Duration IDLE = Duration.ofSeconds(2);

    private final PrintStream out;
    private final int publications;
    private final EventData data;

    private RedisScaling(PrintStream out, int publications, int payload) {
        this.out = out;
        this.publications = publications;
        this.data = EventData.ofString("x".repeat(payload));
    }

    /// @param arguments publications of each run (100,000 by default)
    public static void main(String[] arguments) throws Exception {
        int publications = arguments.length > 0 ? Integer.parseInt(arguments[0]) : 100_000;
        var scaling = new RedisScaling(System.out, publications, 100);
        scaling.byRetention();
        scaling.byNodes();
        scaling.byChannels();
    }

    private void byRetention() throws Exception {
        head("What is kept of a publication (1 node, 1,000 channels, 100 bytes of data)");
        LongFunction<IdempotencyKey> keys = number -> new IdempotencyKey("key-" + number, "digest", "");
        row("nothing", 1, 1_000, publication -> publication, null);
        row("idempotency key", 1, 1_000, publication -> publication, keys);
        row("history of 100", 1, 1_000, publication -> publication.kept(HISTORY), null);
        row("history of 100, idempotency key", 1, 1_000, publication -> publication.kept(HISTORY), keys);
        row("history of 100, last event", 1, 1_000,
                publication -> publication.kept(HISTORY.asLast(Duration.ofMinutes(30))), null);
    }

    private void byNodes() throws Exception {
        head("Nodes that all hear all channels (1,000 channels)");
        for (int nodes : new int[] {0, 1, 2, 4}) {
            row(nodes + " nodes, nothing kept", nodes, 1_000, publication -> publication, null);
            row(nodes + " nodes, history of 100", nodes, 1_000, publication -> publication.kept(HISTORY), null);
        }
    }

    private void byChannels() throws Exception {
        head("Channels (2 nodes that hear all of them)");
        for (int channels : new int[] {100, 10_000, 100_000}) {
            row(String.format(Locale.ROOT, "%,d channels, nothing kept", channels), 2, channels,
                    publication -> publication, null);
            row(String.format(Locale.ROOT, "%,d channels, history of 100", channels), 2, channels,
                    publication -> publication.kept(HISTORY), null);
        }
    }

    private void head(String title) {
        out.println("\n### " + title + "\n");
        out.println("| | Redis CPU µs per publication, median of " + RUNS
                + " (all) | bytes per delivery to a node | bytes of reply | subscribing all, s | idle Redis CPU, % | Redis"
                + " memory, MB |");
        out.println("|---|---|---|---|---|---|---|");
    }

    private void row(String name, int nodes, int channels, UnaryOperator<Publication> kept,
            LongFunction<IdempotencyKey> keys) throws Exception {
        double[] cpu = new double[RUNS];
        var last = new Figures();
        for (int run = 0; run < RUNS; run++) {
            last = measure(nodes, channels, kept, keys);
            cpu[run] = last.cpuMicros;
        }
        String all = String.join(" ", Arrays.stream(cpu).mapToObj(RedisScaling::figure).toList());
        Arrays.sort(cpu);
        out.printf(Locale.ROOT, "| %s | %s (%s) | %s | %s | %s | %s | %s |%n", name, figure(cpu[RUNS / 2]), all,
                nodes == 0 ? "–" : figure(last.bytesPerDelivery), figure(last.bytesPerReply),
                figure(last.subscribingSeconds), figure(last.idlePercent), figure(last.memoryMegabytes));
        out.flush();
    }

    private static String figure(double value) {
        return String.format(Locale.ROOT, value < 100 ? "%.1f" : "%.0f", value);
    }

    private static final class Figures {
        private double cpuMicros;
        private double bytesPerDelivery;
        private double bytesPerReply;
        private double subscribingSeconds;
        private double idlePercent;
        private double memoryMegabytes;
    }

    private Figures measure(int nodes, int channels, UnaryOperator<Publication> kept, LongFunction<IdempotencyKey> keys)
            throws Exception {
        var figures = new Figures();
        try (var redis = OwnRedis.start()) {
            var config = RedisConfig.at(redis.url());
            var heard = new LongAdder();
            var stores = new ArrayList<RedisStore>();
            try (RedisStore publisher = RedisStore.connect(config, List.of())) {
                for (int i = 0; i < nodes; i++) {
                    RedisStore node = RedisStore.connect(config, List.of());
                    node.broker().listen(_ -> heard.increment());
                    stores.add(node);
                }
                List<ChannelKey> names = Stream.iterate(0, i -> i + 1).limit(channels)
                        .map(i -> new ChannelKey(APP, new ChannelName("bench-channel-" + i))).toList();
                OwnRedis.Usage fresh = redis.usage();
                publish(publisher, names, publications / 10, -2L * publications, kept, keys);
                figures.bytesPerReply = (redis.usage().sentBytes() - fresh.sentBytes()) / (publications / 10.0);
                long begun = System.nanoTime();
                for (RedisStore node : stores) {
                    inFlight(names.size(), i -> node.broker().subscribe(names.get((int) i)).toCompletableFuture());
                }
                figures.subscribingSeconds = (System.nanoTime() - begun) / 1e9;
                publish(publisher, names, publications / 10, -publications, kept, keys); // So that what is compiled late is.
                while (heard.sum() < (long) publications / 10 * nodes) {
                    Thread.onSpinWait();
                }

                OwnRedis.Usage idle = redis.usage();
                Thread.sleep(IDLE);
                OwnRedis.Usage before = redis.usage();
                figures.idlePercent = (before.cpuSeconds() - idle.cpuSeconds()) / IDLE.toSeconds() * 100;

                heard.reset();
                publish(publisher, names, publications, 0, kept, keys);
                while (heard.sum() < (long) publications * nodes) {
                    Thread.onSpinWait();
                }
                OwnRedis.Usage after = redis.usage();
                figures.cpuMicros = (after.cpuSeconds() - before.cpuSeconds()) * 1e6 / publications;
                figures.memoryMegabytes = after.memoryBytes() / 1e6;
                double sent = (double) (after.sentBytes() - before.sentBytes()) / publications;
                figures.bytesPerDelivery = nodes == 0 ? 0 : (sent - figures.bytesPerReply) / nodes;
            } finally {
                stores.forEach(RedisStore::close);
            }
        }
        return figures;
    }

    private void publish(RedisStore store, List<ChannelKey> channels, int count, long firstKey,
            UnaryOperator<Publication> kept, LongFunction<IdempotencyKey> keys) throws InterruptedException {
        inFlight(count, i -> {
            Publication publication = kept.apply(
                    new Publication(channels.get((int) (i % channels.size())), new EventName("event"), data));
            return store.broker()
                    .publish(List.of(keys == null ? publication : publication.once(keys.apply(firstKey + i))))
                    .toCompletableFuture();
        });
    }

    private static void inFlight(long count, LongFunction<CompletableFuture<?>> call) throws InterruptedException {
        var places = new Semaphore(IN_FLIGHT);
        for (long i = 0; i < count; i++) {
            places.acquire();
            call.apply(i).whenComplete((_, failure) -> {
                if (failure != null) {
                    failure.printStackTrace();
                    System.exit(1);
                }
                places.release();
            });
        }
        places.acquire(IN_FLIGHT);
    }

    /// A Redis of its own on a free port, and what it says of itself.
    private record OwnRedis(Process process, Path directory, Socket connection) implements AutoCloseable {
        /// @param cpuSeconds of the main thread, which does all that commands ask for
        record Usage(double cpuSeconds, long sentBytes, long memoryBytes) {}

        static OwnRedis start() throws IOException, InterruptedException {
            int port;
            try (var free = new ServerSocket(0)) {
                port = free.getLocalPort();
            }
            Path directory = Files.createTempDirectory("anemone-scaling");
            Process process = new ProcessBuilder("redis-server", "--port", "" + port, "--bind", "127.0.0.1", "--save",
                    "", "--appendonly", "no", "--dir", directory.toString())
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD).redirectError(ProcessBuilder.Redirect.INHERIT)
                    .start();
            for (int attempt = 0;; attempt++) {
                try {
                    return new OwnRedis(process, directory, new Socket("127.0.0.1", port));
                } catch (IOException notYet) {
                    if (attempt == 100 || !process.isAlive()) {
                        throw notYet;
                    }
                    process.waitFor(50, TimeUnit.MILLISECONDS);
                }
            }
        }

        String url() {
            return "redis://127.0.0.1:" + connection.getPort();
        }

        Usage usage() throws IOException {
            connection.getOutputStream().write("INFO all\r\n".getBytes(StandardCharsets.US_ASCII));
            var in = new DataInputStream(connection.getInputStream());
            int length = Integer.parseInt(line(in).substring(1));
            String info = new String(in.readNBytes(length), StandardCharsets.UTF_8);
            line(in);
            return new Usage(field(info, "used_cpu_user_main_thread") + field(info, "used_cpu_sys_main_thread"),
                    (long) field(info, "total_net_output_bytes"), (long) field(info, "used_memory"));
        }

        private static String line(DataInputStream in) throws IOException {
            var line = new StringBuilder();
            for (int c = in.readByte(); c != '\n'; c = in.readByte()) {
                line.append((char) c);
            }
            return line.toString().strip();
        }

        private static double field(String info, String name) {
            return info.lines().filter(line -> line.startsWith(name + ":"))
                    .mapToDouble(line -> Double.parseDouble(line.substring(name.length() + 1).strip())).findFirst()
                    .orElseThrow();
        }

        @Override
        public void close() throws IOException, InterruptedException {
            connection.close();
            process.destroy();
            process.waitFor();
            Files.delete(directory);
        }
    }
}
