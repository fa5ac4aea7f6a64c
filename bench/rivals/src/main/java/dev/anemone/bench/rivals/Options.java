package dev.anemone.bench.rivals;

import dev.anemone.bench.rivals.workloads.Pace;
import dev.anemone.bench.rivals.workloads.Workload;
import dev.anemone.bench.rivals.workloads.Workloads;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.stream.Collectors;

/// The command line of `bench/compare`.
///
/// @param workloads to be run; none if only the page is to be made of what there is
/// @param rounds how many times every server has its turn
/// @param resume whether to continue the series that are there, instead of beginning anew
/// @param page where the tables go
/// @param soak how long the soak takes
record Options(List<Workload> workloads, int rounds, Pace pace, boolean resume, Path page, Duration soak) {
    private static final int DEFAULT_ROUNDS = 7;
    private static final int MAX_ROUNDS = 100;
    private static final Duration DEFAULT_SOAK = Duration.ofMinutes(10);

    /// @param page where tables go if nothing else is said
    /// @throws IllegalArgumentException with a sentence for whoever typed it
    static Options parse(List<String> arguments, Path page) {
        Deque<String> rest = new ArrayDeque<>(arguments);
        var names = new ArrayList<String>();
        var seconds = new Seconds();
        int rounds = DEFAULT_ROUNDS;
        int scale = Pace.DEFAULT.scale();
        boolean resume = false;
        String absent = "";
        Duration soak = DEFAULT_SOAK;
        Path pageWanted = page;
        while (!rest.isEmpty()) {
            String argument = rest.removeFirst();
            switch (argument) {
                case "--rounds" -> rounds = number(argument, rest, 1, MAX_ROUNDS);
                case "--seconds" -> seconds.duration = seconds(argument, rest);
                case "--warm-up" -> seconds.warmUp = seconds(argument, rest);
                case "--settle" -> seconds.settle = seconds(argument, rest);
                case "--scale" -> scale = number(argument, rest, 1, 100);
                case "--minutes" -> soak = Duration.ofMinutes(number(argument, rest, 1, 24 * 60));
                case "--page" -> pageWanted = Path.of(value(argument, rest));
                case "--without" -> absent = value(argument, rest);
                case "--resume" -> resume = true;
                default -> names.add(argument);
            }
        }
        String left = absent;
        List<Workload> workloads = named(names, Workloads.all(soak)).stream()
                .map(workload -> workload.without(left))
                .toList();
        return new Options(workloads, rounds,
                new Pace(seconds.warmUp, seconds.duration, seconds.settle, scale), resume, pageWanted, soak);
    }

    private static final class Seconds {
        Duration warmUp = Pace.DEFAULT.warmUp();
        Duration duration = Pace.DEFAULT.duration();
        Duration settle = Pace.DEFAULT.settle();
    }

    /// Without a name all but the soak, which is long.
    private static List<Workload> named(List<String> names, List<Workload> all) {
        if (names.equals(List.of("table"))) {
            return List.of();
        }
        if (names.isEmpty()) {
            return all.stream().filter(workload -> !workload.name().equals("soak")).toList();
        }
        for (String name : names) {
            if (all.stream().noneMatch(workload -> workload.name().equals(name))) {
                throw new IllegalArgumentException("There is no \"" + name + "\". Workloads: "
                        + all.stream().map(Workload::name).collect(Collectors.joining(" "))
                        + "; \"table\" makes the page of what was measured; options: --rounds N, --seconds S, "
                        + "--warm-up S, --settle S, --scale PERCENT, --minutes M, --without SERVER, --page FILE, --resume.");
            }
        }
        return all.stream().filter(workload -> names.contains(workload.name())).toList();
    }

    private static Duration seconds(String option, Deque<String> rest) {
        return Duration.ofSeconds(number(option, rest, 1, 3_600));
    }

    private static int number(String option, Deque<String> rest, int min, int max) {
        String value = value(option, rest);
        try {
            int number = Integer.parseInt(value);
            if (number >= min && number <= max) {
                return number;
            }
        } catch (NumberFormatException _) {
            // Said below.
        }
        throw new IllegalArgumentException(option + ": expected " + min + " to " + max + ", got " + value + ".");
    }

    private static String value(String option, Deque<String> rest) {
        if (rest.isEmpty()) {
            throw new IllegalArgumentException(option + ": expected a value.");
        }
        return rest.removeFirst();
    }
}
