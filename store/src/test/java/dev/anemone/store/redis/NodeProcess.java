package dev.anemone.store.redis;

import dev.anemone.model.AppId;
import dev.anemone.model.ChannelKey;
import dev.anemone.model.ChannelName;
import dev.anemone.model.Member;
import dev.anemone.model.SocketId;
import dev.anemone.model.UserId;
import dev.anemone.model.UserKey;
import dev.anemone.store.Store;
import dev.anemone.store.WebhookRules;
import dev.anemone.testbed.Signal;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/// A node in a process of its own, which can be killed and frozen. It does what it is told, line by line.
final class NodeProcess implements AutoCloseable {
    private static final AppId APP = new AppId("1");

    private final Process process;
    private final BufferedReader answers;

    private NodeProcess(Process process) {
        this.process = process;
        this.answers = process.inputReader(StandardCharsets.UTF_8);
    }

    /// Starts one, and returns when it is connected.
    static NodeProcess start(RedisConfig config, NodeTiming timing) {
        try {
            var node = new NodeProcess(new ProcessBuilder(
                    Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-XX:TieredStopAtLevel=1",
                    "-cp",
                    System.getProperty("java.class.path"), NodeProcess.class.getName(), config.url(),
                    config.keyPrefix(),
                    timing.lease().toString(), timing.beat().toString(), timing.flush().toString())
                    .redirectError(ProcessBuilder.Redirect.DISCARD).start());
            node.expect("ready");
            return node;
        } catch (IOException broken) {
            throw new UncheckedIOException(broken);
        }
    }

    /// Has it do something, and returns when that is done: `join CHANNEL SOCKET USER`, `leave CHANNEL SOCKET`,
    /// `report CHANNEL COUNT`, `connections COUNT`, `sign-in USER SOCKET`, or `read`: take what webhooks are to tell, and never deal with it.
    void tell(String line) {
        try {
            var orders = process.outputWriter(StandardCharsets.UTF_8);
            orders.write(line + "\n");
            orders.flush();
        } catch (IOException broken) {
            throw new UncheckedIOException(broken);
        }
        expect("done");
    }

    private void expect(String word) {
        try {
            String line = answers.readLine();
            if (!word.equals(line)) {
                throw new AssertionError("Expected " + word + " from a node, got " + line);
            }
        } catch (IOException broken) {
            throw new UncheckedIOException(broken);
        }
    }

    /// Ends it at once (SIGKILL).
    void kill() {
        process.destroyForcibly().onExit().join();
    }

    /// Stops it from doing anything (SIGSTOP).
    void freeze() {
        Signal.STOP.to(process);
    }

    /// Ends a [#freeze].
    void thaw() {
        Signal.CONT.to(process);
    }

    /// Has it stop as a node does, and waits for that.
    void stop() {
        tell("stop");
        process.onExit().join();
    }

    @Override
    public void close() {
        kill();
    }

    public static void main(String[] args) throws IOException {
        RedisConfig defaults = RedisConfig.DEFAULTS;
        var config = new RedisConfig(args[0], args[1], defaults.connectTimeout(), defaults.answerTimeout(),
                defaults.maxUnconfirmedBytes(), false);
        var timing = new NodeTiming(Duration.parse(args[2]), Duration.parse(args[3]), Duration.parse(args[4]));
        var orders = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        try (Store store = RedisStore.connect(config, WebhookRules.DEFAULTS, List.of(), timing)) {
            System.out.println("ready");
            for (String line = orders.readLine(); line != null && !line.equals("stop"); line = orders.readLine()) {
                obey(store, line.split(" ")).toCompletableFuture().join();
                System.out.println("done");
            }
        }
        System.out.println("done");
    }

    private static CompletionStage<?> obey(Store store, String... order) {
        return switch (order[0]) {
            case "join" -> store.presence().join(channel(order[1]), new SocketId(order[2]),
                    new Member(new UserId(order[3]), "{}"), 100);
            case "leave" -> store.presence().leave(channel(order[1]), new SocketId(order[2]));
            case "report" -> {
                store.occupancy().report(channel(order[1]), Integer.parseInt(order[2]));
                yield CompletableFuture.completedStage(null);
            }
            case "connections" -> {
                store.connections().report(APP, Integer.parseInt(order[1]));
                yield CompletableFuture.completedStage(null);
            }
            case "sign-in" ->
                store.users().signIn(new UserKey(APP, new UserId(order[1])), new SocketId(order[2]));
            case "read" -> {
                var first = new CompletableFuture<Void>();
                store.lifecycleLog().readBy(_ -> {
                    first.complete(null);
                    return new CompletableFuture<>();
                });
                yield first;
            }
            default -> throw new IllegalArgumentException(order[0]);
        };
    }

    private static ChannelKey channel(String name) {
        return new ChannelKey(APP, new ChannelName(name));
    }
}
