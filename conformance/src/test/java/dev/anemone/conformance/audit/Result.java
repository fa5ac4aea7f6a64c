package dev.anemone.conformance.audit;

import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.assertj.core.api.SoftAssertions;

/// What a [Trial] came to.
///
/// @param retried events that were refused or not answered at first
/// @param faults answers that no backend should get
/// @param gaps that each node told of
/// @param repaired publications that each node read again from history
/// @param green how long after the fault began the last node was ready again
/// @param right how long after its end members and counts were found right; checked only when events have stopped flowing
/// @param roll what was wrong with them then
record Result(String name, Findings findings, long retried, List<String> faults, Map<String, Long> gaps,
        Map<String, Long> repaired, Duration green, Duration right, Roll roll) {

    private static final int SHOWN = 5;

    static final String HEAD = """
            | Fault | Events | Deliveries | Retried | Lost | Silently | Duplicated | Reordered | Gaps told | Repaired \
            | Latest delivery, s | Ready after, s | Ghosts | Wrong counts |
            |---|--:|--:|--:|--:|--:|--:|--:|--:|--:|--:|--:|--:|--:|
            """;

    /// A row of the table under [#HEAD].
    String row() {
        return "| %s | %d | %d | %d | %d | %d | %d | %d | %d | %d | %s | %s | %d | %d |".formatted(name,
                findings.published(), findings.delivered(), retried, findings.lost().size(),
                findings.silent(gaps).size(), findings.duplicated(), findings.reordered(), sum(gaps), sum(repaired),
                seconds(findings.latest()), seconds(green), roll.ghosts().size(), roll.wrong().size());
    }

    private static long sum(Map<String, Long> perNode) {
        return perNode.values().stream().mapToLong(Long::longValue).sum();
    }

    private static String seconds(Duration duration) {
        return String.format(Locale.ROOT, "%.1f", duration.toMillis() / 1000.0);
    }

    /// What must be so after every fault: whatever is lost was told, nothing comes twice or in another order, and everybody
    /// is counted who is there and nobody else.
    void assertHonest() {
        var softly = new SoftAssertions();
        none(softly, "silently lost", findings.silent(gaps));
        none(softly, "ghosts", roll.ghosts());
        none(softly, "wrong counts", roll.wrong());
        none(softly, "answers no backend should get", faults);
        softly.assertThat(findings.duplicated()).as("duplicated").isZero();
        softly.assertThat(findings.reordered()).as("reordered").isZero();
        softly.assertAll();
    }

    private static void none(SoftAssertions softly, String what, List<?> found) {
        softly.assertThat(found.size()).as("%s, such as %s", what, found.stream().limit(SHOWN).toList()).isZero();
    }

    /// The same, and nothing was lost at all.
    void assertWhole() {
        assertHonest();
        var softly = new SoftAssertions();
        none(softly, "lost", findings.lost());
        softly.assertThat(findings.published()).as("published").isPositive();
        softly.assertAll();
    }
}
