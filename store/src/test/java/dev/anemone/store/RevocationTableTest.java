package dev.anemone.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import dev.anemone.model.AppId;
import dev.anemone.model.Revocation;
import dev.anemone.model.Revocation.Token;
import dev.anemone.model.Revocation.User;
import dev.anemone.model.UserId;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class RevocationTableTest {
    private static final AppId APP = new AppId("1");
    private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");

    private final RevocationTable table = new RevocationTable();

    private static Revocation token(String id, Instant issuedBefore) {
        return new Revocation(APP, new Token(id), issuedBefore, issuedBefore.plusSeconds(60));
    }

    @Test
    void ofTwoWhoAddTheSameAtOnceOneMakesTheDifference() throws InterruptedException {
        var told = new ConcurrentLinkedQueue<Revocation>();
        table.listen(told::add);
        List<Revocation> many = IntStream.range(0, 2_000).mapToObj(n -> token("t" + n, NOW)).toList();

        List<Thread> threads = Stream.generate(() -> Thread.ofPlatform().start(() -> many.forEach(table::add)))
                .limit(4).toList();
        for (Thread thread : threads) {
            thread.join();
        }

        assertThat(told).containsExactlyInAnyOrderElementsOf(many);
    }

    @Test
    void whatIsPastIsDroppedWithTimeWhateverItIsAbout() {
        table.add(token("past", NOW));
        table.add(new Revocation(new AppId("2"), new User(new UserId("u")), NOW, NOW.plusSeconds(60)));
        table.add(new Revocation(APP, new Token("kept"), NOW, NOW.plusSeconds(1_000)));
        Revocation last = token("last", NOW.plusSeconds(100));

        table.add(last);

        assertThat(table.all()).containsExactlyInAnyOrder(
                new Revocation(APP, new Token("kept"), NOW, NOW.plusSeconds(1_000)), last);
    }

    @Test
    void whatIsNotPastYetIsKept() {
        Revocation ending = token("ending", NOW);
        table.add(ending);
        table.add(token("last", ending.until()));

        assertThat(table.all()).hasSize(2);
    }

    /// A node that starts reads all that its Redis has.
    @Test
    void addingOneDoesNotGoThroughAll() {
        assertTimeoutPreemptively(Duration.ofSeconds(10),
                () -> IntStream.range(0, 200_000).forEach(n -> table.add(token("t" + n, NOW.plusMillis(n)))));
    }
}
