package dev.anemone.conformance.audit;

import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.awaitility.core.ConditionTimeoutException;

/// One fault from beginning to end: a service, backends that publish, subscribers and members on every node; the fault,
/// while which some members leave and one arrives; and then what all of them say.
final class Trial implements AutoCloseable {
    /// A channel on which only the test publishes.
    static final String QUIET = "quiet";

    /// Within which a service whose fault is over must be as before. Far above what it takes.
    private static final Duration RECOVERY = Duration.ofSeconds(60);
    /// Within which what is still to come must have come.
    private static final Duration DRAIN = Duration.ofSeconds(5);
    /// Within which members and counts must be right.
    private static final Duration ROLL_CALL = Duration.ofSeconds(15);

    private final Scale scale;
    private final Service service;
    private final List<String> busy;
    private final List<String> channels;
    private final List<Client> clients = new ArrayList<>();
    private final List<Listener> listeners = new ArrayList<>();
    private final List<Member> members = new ArrayList<>();
    private final List<Client> leavers = new ArrayList<>();
    private final Publishers publishers;
    private final Readiness readiness;

    /// What is done to a service.
    interface Fault {
        /// Does it, and returns when its cause is gone.
        void strike(Trial trial);
    }

    private Trial(Scale scale, Service service) {
        this.scale = scale;
        this.service = service;
        this.busy = IntStream.range(0, scale.channels()).mapToObj(i -> "busy-" + i).toList();
        this.channels = Stream.concat(busy.stream(), Stream.of(QUIET)).toList();
        for (int i = 0; i < scale.nodes(); i++) {
            var listener = new Listener(channels);
            listeners.add(listener);
            clients.add(Client.start(service, i, listener));
            member(i, "everywhere", true);
            member(i, "stays-" + i, true);
            member(i, "does-not-return-" + i, false);
            leavers.add(member(i, "leaves-" + i, false));
        }
        await().atMost(RECOVERY).until(() -> listeners.stream()
                .allMatch(listener -> listener.subscriptions() == channels.size())
                && members.stream().allMatch(Member::joined));
        this.readiness = new Readiness(service);
        this.publishers = Publishers.start(scale.publishers(), service, busy, scale.pace());
    }

    private Client member(int home, String user, boolean returns) {
        var member = new Member(user, returns);
        members.add(member);
        Client client = Client.start(service, home, member);
        clients.add(client);
        return client;
    }

    /// Starts a node for each URL and lets `fault` happen to them.
    static Result of(String name, Scale scale, List<String> redisUrls, Fault fault) {
        try (Service service = Service.start(redisUrls); var trial = new Trial(scale, service)) {
            Result result = trial.run(name, fault);
            Report.add(result);
            return result;
        }
    }

    // For faults.

    /// Nodes count from 0.
    Node node(int index) {
        return service.nodes().get(index);
    }

    Scale scale() {
        return scale;
    }

    /// Has one member on each node leave, and one arrive.
    void comeAndGo() {
        leavers.forEach(Client::close);
        member(0, "arrives", true);
    }

    /// Publishes the next event on [#QUIET].
    void publishQuietly(int number, String padding) {
        publishers.publish(new Event(QUIET, scale.publishers(), number), padding, node(0));
    }

    /// Returns when all have heard that.
    void awaitQuiet(int number) {
        await("number " + number + " on the quiet channel").atMost(RECOVERY).until(() -> listeners.stream()
                .allMatch(listener -> listener.heard().stream().filter(heard -> heard.channel().equals(QUIET))
                        .anyMatch(heard -> heard.arrivals().stream()
                                .anyMatch(arrival -> arrival.event().number() == number))));
    }

    /// Returns when `duration` has passed, while which events flow.
    static void flow(Duration duration) {
        long end = System.nanoTime() + duration.toNanos();
        await().atMost(duration.plus(RECOVERY)).until(() -> System.nanoTime() - end >= 0);
    }

    // From beginning to end.

    private Result run(String name, Fault fault) {
        awaitFlow(System.nanoTime());
        flow(scale.before());
        Map<String, Long> gaps = metric("anemone_history_gaps_total");
        Map<String, Long> repaired = metric("anemone_history_repaired_publications_total");
        long began = System.nanoTime();
        fault.strike(this);
        long over = System.nanoTime();
        await("all nodes ready").atMost(RECOVERY).until(() -> service.living().stream().allMatch(Node::ready));
        awaitFlow(Math.max(over, System.nanoTime()));
        flow(scale.after());
        publishers.stop();
        Duration green = readiness.greenAfter(began);
        holds(DRAIN, () -> findings().lost().isEmpty());
        holds(ROLL_CALL, () -> roll().isRight());
        Duration right = Duration.ofNanos(System.nanoTime() - over);
        return new Result(name, findings(), publishers.retried(), publishers.faults(),
                since(gaps, metric("anemone_history_gaps_total")),
                since(repaired, metric("anemone_history_repaired_publications_total")), green, right, roll());
    }

    /// Returns when every subscriber has heard something on every channel after `since`.
    private void awaitFlow(long since) {
        try {
            await().atMost(RECOVERY)
                    .until(() -> listeners.stream().allMatch(listener -> listener.hearsAll(busy, since)));
        } catch (ConditionTimeoutException silence) {
            throw new AssertionError("Events do not flow again: " + clients + " " + publishers.faults(), silence);
        }
    }

    private static void holds(Duration within, Callable<Boolean> condition) {
        try {
            await().atMost(within).pollDelay(Duration.ZERO).pollInterval(Duration.ofMillis(200)).until(condition);
        } catch (ConditionTimeoutException _) {
            // What does not hold is counted afterwards.
        }
    }

    private Findings findings() {
        return Audit.of(publishers.sent(), listeners.stream().flatMap(listener -> listener.heard().stream()).toList());
    }

    private Roll roll() {
        return Roll.call(service, listeners, members, channels);
    }

    private Map<String, Long> metric(String metric) {
        var values = new HashMap<String, Long>();
        for (Node node : service.living()) {
            try {
                values.put(node.name(), node.metric(metric));
            } catch (IOException failure) {
                throw new UncheckedIOException(failure);
            }
        }
        return values;
    }

    private static Map<String, Long> since(Map<String, Long> before, Map<String, Long> now) {
        var increase = new HashMap<String, Long>();
        now.forEach((node, value) -> increase.put(node, value - before.getOrDefault(node, 0L)));
        return increase;
    }

    @Override
    public void close() {
        readiness.close();
        publishers.stop();
        clients.forEach(Client::close);
    }
}
