package dev.anemone.store.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.anemone.model.Revocation;
import dev.anemone.model.Revocation.Subject;
import dev.anemone.model.Revocation.Token;
import dev.anemone.store.RevocationsContract;
import dev.anemone.store.Store;
import dev.anemone.store.StoreUnavailableException;
import dev.anemone.testbed.RedisServer;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// The contract, and what becomes of it when Redis or a node was away.
class RedisRevocationsIT extends RevocationsContract {
    private static final RedisServer REDIS = RedisServer.start();

    private final RedisConfig config = RedisConfigs.of(REDIS);
    private final String stored = config.keyPrefix() + "{apps}:revocations";

    @AfterAll
    static void stopRedis() {
        REDIS.close();
    }

    @Override
    protected Store newNode() {
        return RedisStore.connect(config, List.of());
    }

    private static String value(Revocation revocation) {
        return RevocationText.issuedBefore(revocation) + " " + RevocationText.until(revocation);
    }

    /// Puts one where nodes find it that were away, and tells nobody.
    private void storeSilently(Revocation revocation) {
        REDIS.run("HSET " + stored + " " + RevocationText.field(revocation) + " \"" + value(revocation) + "\"");
    }

    /// The nodes come back by themselves.
    private static void cutConnections() {
        assertThat(RedisServer.cli("-p", "" + REDIS.port(), "CLIENT", "KILL", "TYPE", "pubsub").strip())
                .isNotEqualTo("0");
    }

    @Test
    void aNodeThatWasAwayReadsAllAgainAndTellsOfWhatItMissed() {
        Store node = node();
        var told = new ConcurrentLinkedQueue<Revocation>();
        node.revocations().listen(told::add);
        join(node.revocations().revoke(revocation(new Token("before"))));
        storeSilently(revocation(ANN));
        assertThat(known(node, ANN)).isEmpty();

        cutConnections();

        await().untilAsserted(() -> assertThat(known(node, ANN)).containsExactly(revocation(ANN)));
        await().until(() -> node.problems().isEmpty());
        assertThat(told).containsExactly(revocation(new Token("before")), revocation(ANN));
    }

    @Test
    void aRedisThatLostAllGetsItBack() {
        List<Revocation> many = Stream.concat(
                Stream.of(revocation(ANN), revocation(channels("private-*"))),
                IntStream.range(0, 1_500).mapToObj(n -> revocation(new Token("token " + n)))).toList();
        try (var redis = RedisServer.start()) {
            RedisConfig own = RedisConfigs.of(redis);
            Store node = opened(RedisStore.connect(own, List.of()));
            many.stream().map(node.revocations()::revoke).toList().forEach(RedisRevocationsIT::join);

            redis.kill();
            await().until(() -> !node.problems().isEmpty());
            redis.startAgain();

            await().until(() -> node.problems().isEmpty());
            Store late = opened(RedisStore.connect(own, List.of()));
            assertThat(many).allSatisfy(
                    each -> assertThat(known(late, each.subject())).containsExactly(each));
            assertThat(redis.run("HLEN " + own.keyPrefix() + "{apps}:revocations")).isEqualTo(":1502");
        }
    }

    @Test
    void aRedisThatWentBackInTimeGetsTheLaterMoments() {
        Store node = node();
        Revocation later = revocation(ANN);
        join(node.revocations().revoke(later));
        storeSilently(revocation(ANN, NOW.minusSeconds(9), TOMORROW.minusSeconds(9)));

        cutConnections();

        await().untilAsserted(() -> assertThat(REDIS.run("HSTRLEN " + stored + " " + RevocationText.field(later)))
                .isEqualTo(":" + value(later).length()));
        await().untilAsserted(() -> {
            try (Store fresh = newNode()) {
                assertThat(known(fresh, ANN)).containsExactly(later);
            }
        });
    }

    @Test
    void redisForgetsWhatIsPast() {
        Store node = node();
        Instant soon = Instant.now().plusMillis(300);
        join(node.revocations().revoke(revocation(ANN, NOW, soon)));
        join(node.revocations().revoke(revocation(channels("private-*"), NOW, soon)));

        await().untilAsserted(() -> {
            join(node.revocations().revoke(revocation(new Token("t"), Instant.now(), TOMORROW)));
            assertThat(REDIS.run("HLEN " + stored)).isEqualTo(":1");
        });
        assertThat(REDIS.run("ZCARD " + config.keyPrefix() + "{apps}:ends-of-revocations")).isEqualTo(":1");
    }

    @Test
    void whatIsPastAlreadyIsNeitherStoredNorTold() {
        Store other = node();
        var told = new ConcurrentLinkedQueue<Revocation>();
        other.revocations().listen(told::add);
        Store node = node();

        Instant now = Instant.now();
        join(node.revocations().revoke(revocation(new Token("past"), now.minusSeconds(9), now.minusSeconds(1))));
        join(node.revocations().revoke(revocation(ANN)));

        await().untilAsserted(() -> assertThat(told).contains(revocation(ANN)));
        assertThat(told).containsExactly(revocation(ANN));
        assertThat(REDIS.run("HLEN " + stored)).isEqualTo(":1");
    }

    @ParameterizedTest
    @ValueSource(strings = {"nonsense", "x 2 1:user:8ann", "-1 2 1:user:8ann",
            "1 2 1:group:8ann", "1 2 a/b:user:8ann", "1 2 1:user:ann", "1 2 1:user:8"})
    void announcementsThatOthersMakeChangeNothing(String message) {
        Store node = node();
        var told = new ConcurrentLinkedQueue<Subject>();
        node.revocations().listen(revocation -> told.add(revocation.subject()));

        REDIS.run("PUBLISH " + config.keyPrefix() + "{apps}:announced-revocations \"" + message + "\"");
        join(node.revocations().revoke(revocation(ANN)));

        await().untilAsserted(() -> assertThat(told).contains(ANN));
        assertThat(told).containsExactly(ANN);
        assertThat(node.problems()).isEmpty();
    }

    @Test
    void whatOthersWroteIsPassedOverAndReplaced() {
        REDIS.run("HSET " + stored + " nonsense nonsense " + RevocationText.field(revocation(ANN)) + " nonsense");

        Store node = node();
        assertThat(known(node, ANN)).isEmpty();
        join(node.revocations().revoke(revocation(ANN)));

        assertThat(node.problems()).isEmpty();
        assertThat(known(node(), ANN)).containsExactly(revocation(ANN));
    }

    @Test
    void readsAreAnsweredWhileRedisIsAwayAndRevocationsAreRefused() {
        try (var redis = RedisServer.start(); Store node = RedisStore.connect(RedisConfigs.of(redis), List.of())) {
            join(node.revocations().revoke(revocation(ANN)));
            redis.kill();
            await().until(() -> !node.problems().isEmpty());

            assertThat(known(node, ANN)).containsExactly(revocation(ANN));
            assertThat(failure(node.revocations().revoke(revocation(new Token("t")))))
                    .hasRootCauseInstanceOf(StoreUnavailableException.class);
            assertThat(known(node, new Token("t"))).isEmpty();
        }
    }
}
