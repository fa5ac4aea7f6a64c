package dev.anemone.conformance.audit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.anemone.conformance.audit.Findings.Loss;
import dev.anemone.conformance.audit.Heard.Arrival;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/// In these tests publisher 1 says `1/0`, `1/1`, … at 10, 20, …; each is accepted 5 later and arrives 2 after that.
class AuditTest {
    private static final String CHAT = "chat";

    @Test
    void findsNothingWhereAllHearAllInOneOrder() {
        Findings findings = Audit.of(sent("1/0", "1/1", "2/0"),
                List.of(heard("one", "1/0", "2/0", "1/1"), heard("two", "1/0", "2/0", "1/1")));

        assertThat(findings.lost()).isEmpty();
        assertThat(findings.duplicated()).isZero();
        assertThat(findings.reordered()).isZero();
        assertThat(findings.published()).isEqualTo(3);
        assertThat(findings.delivered()).isEqualTo(6);
    }

    @Test
    void findsALossInTheMiddleAndOneAtTheEnd() {
        Findings findings = Audit.of(sent("1/0", "1/1", "1/2"),
                List.of(heard("one", "1/1"), heard("two", "1/0", "1/2")));

        assertThat(findings.lost()).containsExactlyInAnyOrder(new Loss("one", event("1/0")),
                new Loss("one", event("1/2")), new Loss("two", event("1/1")));
    }

    @Test
    void findsTheLossOfEverything() {
        assertThat(Audit.of(sent("1/0", "1/1"), List.of(heard("one"))).lost()).hasSize(2);
    }

    @Test
    void whatWasPublishedBeforeTheSubscriptionIsNotLost() {
        var late = new Heard("one", CHAT, 15, Heard.OPEN, arrivals("1/1"));

        assertThat(Audit.of(sent("1/0", "1/1"), List.of(late)).lost()).isEmpty();
    }

    @Test
    void whatIsNeverAcceptedIsNotLostAndMayBeHeard() {
        var unsure = new Sent(event("1/1"), 20, Sent.NEVER);
        List<Sent> sent = List.of(sent("1/0").getFirst(), unsure);

        assertThat(Audit.of(sent, List.of(heard("one", "1/0"))).lost()).isEmpty();
        assertThat(Audit.of(sent, List.of(heard("one", "1/0", "1/1"))).lost()).isEmpty();
    }

    @Test
    void aConnectionThatEndedMissesWhatCameAfterwardsButNothingBetween() {
        var ended = new Heard("one", CHAT, 0, 45, arrivals("1/0", "1/2"));

        assertThat(Audit.of(sent("1/0", "1/1", "1/2", "1/3"), List.of(ended)).lost())
                .containsExactly(new Loss("one", event("1/1")));
    }

    @Test
    void findsDuplicates() {
        Findings findings = Audit.of(sent("1/0", "1/1"), List.of(heard("one", "1/0", "1/1", "1/0", "1/0")));

        assertThat(findings.duplicated()).isEqualTo(2);
        assertThat(findings.reordered()).as("each counts where it came first").isZero();
    }

    @Test
    void whatTwoConnectionsHearIsNoDuplicate() {
        List<Heard> both = List.of(new Heard("one", CHAT, 0, 30, arrivals("1/0")), heard("two", "1/0"));

        assertThat(Audit.of(sent("1/0"), both).duplicated()).isZero();
    }

    @Test
    void findsTwoSubscribersThatDisagree() {
        Findings findings = Audit.of(sent("1/0", "2/0", "3/0"),
                List.of(heard("one", "1/0", "2/0", "3/0"), heard("two", "3/0", "1/0", "2/0")));

        assertThat(findings.reordered()).isEqualTo(2);
    }

    @Test
    void aLossIsNoDisagreement() {
        Findings findings = Audit.of(sent("1/0", "2/0", "3/0"),
                List.of(heard("one", "1/0", "3/0"), heard("two", "1/0", "2/0", "3/0")));

        assertThat(findings.reordered()).isZero();
    }

    @Test
    void findsAPublisherThatIsHeardOutOfSequenceByAll() {
        Findings findings = Audit.of(sent("1/0", "1/1"),
                List.of(heard("one", "1/1", "1/0"), heard("two", "1/1", "1/0")));

        assertThat(findings.reordered()).isEqualTo(2);
    }

    @Test
    void channelsAreApart() {
        var other = new Event("other", 1, 0);
        List<Sent> sent = Stream.concat(sent("1/0", "1/1").stream(), Stream.of(new Sent(other, 10, 15))).toList();
        List<Heard> heard = List.of(heard("one", "1/0", "1/1"),
                new Heard("one", "other", 0, Heard.OPEN, List.of(new Arrival(other, 17))));

        Findings findings = Audit.of(sent, heard);

        assertThat(findings.lost()).isEmpty();
        assertThat(findings.reordered()).isZero();
    }

    @Test
    void tellsTheLongestTimeFromYesToArrival() {
        var late = new Heard("one", CHAT, 0, Heard.OPEN,
                List.of(new Arrival(event("1/0"), 17), new Arrival(event("1/1"), 100)));

        assertThat(Audit.of(sent("1/0", "1/1"), List.of(late)).latest()).isEqualTo(Duration.ofNanos(75));
    }

    @Test
    void losesAreSilentUnlessTheNodeHasToldOfAsManyChannels() {
        Findings findings = Audit.of(sent("1/0", "1/1"), List.of(heard("one", "1/0"), heard("two")));

        assertThat(findings.silent(Map.of("one", 1L, "two", 1L))).isEmpty();
        assertThat(findings.silent(Map.of("two", 1L))).containsExactly(new Loss("one", event("1/1")));
        assertThat(findings.silent(Map.of())).hasSize(3);
    }

    @Test
    void countsInversionsAsComparingAllPairsDoes() {
        var random = new Random(7);
        for (int size = 0; size < 40; size++) {
            var order = new ArrayList<>(IntStream.range(0, size).boxed().toList());
            Collections.shuffle(order, random);
            long pairs = IntStream.range(0, size)
                    .mapToLong(i -> order.subList(i + 1, order.size()).stream().filter(later -> later < order.get(i))
                            .count())
                    .sum();

            assertThat(Audit.inversions(order.stream().mapToInt(Integer::intValue).toArray())).isEqualTo(pairs);
        }
    }

    private static Event event(String data) {
        return Event.of(CHAT, data);
    }

    private static List<Sent> sent(String... data) {
        return Stream.of(data).map(AuditTest::event)
                .map(event -> new Sent(event, 10 + 10 * event.number(), 15 + 10 * event.number())).toList();
    }

    private static Heard heard(String node, String... data) {
        return new Heard(node, CHAT, 0, Heard.OPEN, arrivals(data));
    }

    private static List<Arrival> arrivals(String... data) {
        return Stream.of(data).map(AuditTest::event)
                .map(event -> new Arrival(event, 17 + 10 * event.number())).toList();
    }
}
