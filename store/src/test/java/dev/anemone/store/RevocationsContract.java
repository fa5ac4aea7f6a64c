package dev.anemone.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.anemone.model.AppId;
import dev.anemone.model.Glob;
import dev.anemone.model.Revocation;
import dev.anemone.model.Revocation.Channels;
import dev.anemone.model.Revocation.Subject;
import dev.anemone.model.Revocation.Token;
import dev.anemone.model.Revocation.User;
import dev.anemone.model.UserId;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// What every [Revocations] promises.
public abstract class RevocationsContract extends StoreContract {
    /// Redis forgets by a clock of its own, which is not there yet.
    protected static final Instant NOW = Instant.parse("2126-01-01T00:00:00Z");
    protected static final Instant TOMORROW = NOW.plus(Duration.ofDays(1));
    protected static final Subject ANN = new User(new UserId("ann"));

    private static final Duration SEEN_WITHIN = Duration.ofSeconds(1);

    protected static Revocation revocation(Subject subject) {
        return revocation(subject, NOW, TOMORROW);
    }

    protected static Revocation revocation(Subject subject, Instant issuedBefore, Instant until) {
        return new Revocation(APP, subject, issuedBefore, until);
    }

    protected static Subject channels(String pattern) {
        return new Channels(Glob.of(pattern));
    }

    /// What `node` knows of a subject at [#NOW].
    protected static List<Revocation> known(Store node, Subject subject) {
        return known(node, APP, subject, NOW);
    }

    private static List<Revocation> known(Store node, AppId app, Subject subject, Instant now) {
        Revocations revocations = node.revocations();
        return switch (subject) {
            case Token(var id) -> revocations.ofToken(app, id, now).stream().toList();
            case User(var id) -> revocations.ofUser(app, id, now).stream().toList();
            case Channels _ -> revocations.ofChannels(app, now).stream()
                    .filter(revocation -> revocation.subject().equals(subject)).toList();
        };
    }

    /// Waits as long as a node may take to hear of what another did.
    protected static void awaitKnown(Store node, Revocation revocation) {
        await().atMost(SEEN_WITHIN)
                .untilAsserted(() -> assertThat(known(node, revocation.subject())).containsExactly(revocation));
    }

    /// What `node` tells from now on.
    private static Queue<Revocation> told(Store node) {
        var told = new ConcurrentLinkedQueue<Revocation>();
        node.revocations().listen(told::add);
        return told;
    }

    private static CompletionStage<Void> revoke(Store node, Revocation revocation) {
        return node.revocations().revoke(revocation);
    }

    static Stream<Subject> subjects() {
        return Stream.of(new Token("t-1"), ANN, channels("private-room-*"));
    }

    /// Ids that a careless encoding would tear or mix up.
    static Stream<Subject> oddSubjects() {
        return Stream.of("a b", "a:b", ":", " ", "user:ann", "1 2 3", "Zoë", "😀", "\ud800", "?", "a\nb\r\n", "\u0000",
                "8x", "%s", "x".repeat(512), "ë".repeat(512))
                .flatMap(id -> Stream.of(new Token(id), new User(new UserId(id))));
    }

    @Test
    void atFirstNothingIsTakenBack() {
        Store node = node();

        assertThat(subjects()).allSatisfy(subject -> assertThat(known(node, subject)).isEmpty());
        assertThat(node.revocations().ofChannels(APP, NOW)).isEmpty();
    }

    @ParameterizedTest
    @MethodSource("subjects")
    void whoRevokedKnowsAtOnceAndEveryOtherNodeWithinASecond(Subject subject) {
        Store one = node();
        Store two = node();

        join(revoke(one, revocation(subject)));

        assertThat(known(one, subject)).containsExactly(revocation(subject));
        awaitKnown(two, revocation(subject));
    }

    @ParameterizedTest
    @MethodSource("oddSubjects")
    void idsMayBeAnyText(Subject subject) {
        Store one = node();
        Store two = node();

        join(revoke(one, revocation(subject)));

        awaitKnown(two, revocation(subject));
        assertThat(known(node(), subject)).containsExactly(revocation(subject));
    }

    @Test
    void idsThatLookAlikeAreDifferentOnes() {
        Store one = node();
        Store two = node();
        List<Subject> others = List.of(new User(new UserId("?")), new Token("\ud800"), channels("\ud800"));

        join(revoke(one, revocation(new User(new UserId("\ud800")))));
        join(revoke(one, revocation(ANN)));

        awaitKnown(two, revocation(ANN));
        for (Store node : List.of(one, two)) {
            assertThat(others).allSatisfy(other -> assertThat(known(node, other)).isEmpty());
            assertThat(known(node, OTHER_APP, ANN, NOW)).isEmpty();
        }
    }

    @ParameterizedTest
    @MethodSource("subjects")
    void itIsForgottenWhenItsTimeIsOver(Subject subject) {
        Store node = node();
        Revocation revocation = revocation(subject);
        join(revoke(node, revocation));

        assertThat(known(node, APP, subject, revocation.until().minusMillis(1))).containsExactly(revocation);
        assertThat(known(node, APP, subject, revocation.until())).isEmpty();
    }

    @ParameterizedTest
    @MethodSource("subjects")
    void ofTwoMomentsTheLaterOneCountsInWhateverOrderTheyCome(Subject subject) {
        Store one = node();
        Store two = node();
        Instant soon = NOW.plusSeconds(3_600);
        Revocation longer = revocation(subject, NOW.minusSeconds(5), TOMORROW);
        Revocation later = revocation(subject, NOW, soon);

        join(revoke(one, longer));
        awaitKnown(two, longer);
        join(revoke(two, later));

        awaitKnown(one, revocation(subject, NOW, TOMORROW));
        awaitKnown(two, revocation(subject, NOW, TOMORROW));
        join(revoke(one, longer));
        assertThat(known(one, subject)).containsExactly(revocation(subject, NOW, TOMORROW));
    }

    @ParameterizedTest
    @MethodSource("subjects")
    void listenersAreToldOnceOfEachOnEveryNode(Subject subject) {
        Store one = node();
        Store two = node();
        List<Queue<Revocation>> listeners = List.of(told(one), told(one), told(two));
        Revocation last = revocation(new Token("the last"));

        join(revoke(one, revocation(subject)));
        join(revoke(one, revocation(subject)));
        join(revoke(two, revocation(subject)));
        join(revoke(one, revocation(subject, NOW.minusSeconds(1), TOMORROW)));
        join(revoke(one, last));

        await().atMost(SEEN_WITHIN).untilAsserted(() -> assertThat(listeners).allSatisfy(
                told -> assertThat(told).containsExactly(revocation(subject), last)));
    }

    @Test
    void listenersAreToldWhatHoldsFromThenOn() {
        Store node = node();
        Queue<Revocation> told = told(node);

        join(revoke(node, revocation(ANN)));
        await().atMost(SEEN_WITHIN).untilAsserted(() -> assertThat(told).containsExactly(revocation(ANN)));
        join(revoke(node, revocation(ANN, NOW.plusSeconds(1), NOW.plusSeconds(2))));

        await().atMost(SEEN_WITHIN).untilAsserted(() -> assertThat(told)
                .containsExactly(revocation(ANN), revocation(ANN, NOW.plusSeconds(1), TOMORROW)));
    }

    @Test
    void whatReadersAreToldTheyCanRead() {
        Store node = node();
        var read = new ConcurrentLinkedQueue<List<Revocation>>();
        node.revocations().listen(told -> read.add(known(node, told.subject())));

        join(revoke(node, revocation(ANN)));

        await().atMost(SEEN_WITHIN)
                .untilAsserted(() -> assertThat(read).containsExactly(List.of(revocation(ANN))));
    }

    @Test
    void aNodeThatStartsLaterKnowsAll() {
        Store node = node();
        subjects().forEach(subject -> join(revoke(node, revocation(subject))));

        Store later = node();

        assertThat(subjects()).allSatisfy(
                subject -> assertThat(known(later, subject)).containsExactly(revocation(subject)));
    }

    @Test
    void anAppHasSoManyPatternsAndNoMoreAtATime() {
        Revocations revocations = node().revocations();
        Instant end = NOW.plusSeconds(60);
        IntStream.range(0, Revocations.MAX_PATTERNS)
                .mapToObj(n -> revocations.revoke(revocation(channels("private-" + n), NOW, end)))
                .toList().forEach(StoreContract::join);

        assertThat(revocations.ofChannels(APP, NOW)).hasSize(1_000);
        assertThat(failure(revocations.revoke(revocation(channels("private-more")))))
                .isInstanceOf(TooManyPatternsException.class)
                .hasMessageStartingWith("App 1 has 1000 revoked channel patterns already.");
        join(revocations.revoke(revocation(channels("private-7"))));
        join(revocations.revoke(revocation(ANN)));
        join(revocations.revoke(new Revocation(OTHER_APP, channels("private-more"), NOW, end)));
        assertThat(revocations.ofChannels(APP, NOW)).hasSize(1_000);
        join(revocations.revoke(revocation(channels("private-more"), end, TOMORROW)));
        assertThat(revocations.ofChannels(APP, end)).containsExactlyInAnyOrder(revocation(channels("private-7")),
                revocation(channels("private-more"), end, TOMORROW));
    }

    @Test
    void noTokenHasAnIdThatCannotBeRevoked() {
        Revocations revocations = node().revocations();

        assertThat(revocations.ofToken(APP, "", NOW)).isEmpty();
        assertThat(revocations.ofToken(APP, "x".repeat(513), NOW)).isEmpty();
    }
}
