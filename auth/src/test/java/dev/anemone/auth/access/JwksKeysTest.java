package dev.anemone.auth.access;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.anemone.auth.PublishedKey;
import dev.anemone.auth.TestKeys;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Keys that a real server publishes, by a clock that the test moves.
class JwksKeysTest {
    private static final Duration REFRESH = Duration.ofMinutes(5);
    private static final String OLD_SET = TestKeys.set(TestKeys.jwk("old", TestKeys.P256));
    private static final String NEW_SET = TestKeys.set(TestKeys.jwk("old", TestKeys.P256),
            TestKeys.jwk("new", TestKeys.P384));

    private final AtomicLong nanos = new AtomicLong();
    private final IdentityProvider provider = IdentityProvider.start();
    private final JwksKeys keys = new JwksKeys(nanos::get, REFRESH);

    @AfterEach
    void close() {
        keys.close();
        provider.close();
    }

    private void pass(Duration time) {
        nanos.addAndGet(time.toNanos());
    }

    private CompletableFuture<List<PublishedKey>> ask(String keyId) {
        return keys.keys(provider.url(), Optional.of(keyId)).toCompletableFuture();
    }

    private static <T> T join(CompletionStage<T> stage) {
        try {
            return stage.toCompletableFuture().get(20, TimeUnit.SECONDS);
        } catch (ExecutionException failed) {
            throw new AssertionError("The stage failed.", failed.getCause());
        } catch (TimeoutException late) {
            throw new AssertionError("The stage did not complete.", late);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new AssertionError(interrupted);
        }
    }

    private List<String> names(String keyId) {
        return names(ask(keyId));
    }

    private static List<String> names(CompletionStage<List<PublishedKey>> found) {
        return join(found).stream().map(key -> key.id().orElse("")).toList();
    }

    private static void assertUnavailable(CompletionStage<?> stage) {
        assertThat(stage.toCompletableFuture()).failsWithin(20, TimeUnit.SECONDS)
                .withThrowableOfType(ExecutionException.class).withCauseInstanceOf(KeysUnavailableException.class);
    }

    private void awaitRequests(int count) {
        await().until(() -> provider.requests() >= count);
        assertThat(provider.requests()).isEqualTo(count);
    }

    // Kept and renewed

    @Test
    void aSetIsReadOnceAndKept() {
        provider.publish(NEW_SET);

        assertThat(names("old")).containsExactly("old");
        assertThat(names("new")).containsExactly("new");
        assertThat(names(keys.keys(provider.url(), Optional.empty()))).containsExactlyInAnyOrder("old", "new");
        pass(REFRESH.minusNanos(1));
        assertThat(ask("old")).isCompleted();
        assertThat(provider.requests()).isEqualTo(1);
    }

    @Test
    void thoseWhoAskAtOnceShareAReading() {
        provider.publish(OLD_SET);
        provider.hold();
        var asking = IntStream.range(0, 100).mapToObj(_ -> ask("old")).toList();
        assertThat(asking).noneMatch(CompletableFuture::isDone);

        provider.release();

        asking.forEach(found -> assertThat(names(found)).containsExactly("old"));
        assertThat(provider.requests()).isEqualTo(1);
    }

    @Test
    void eachProviderHasItsOwnKeys() {
        provider.publish(OLD_SET);
        try (var other = IdentityProvider.start()) {
            other.publish(TestKeys.set(TestKeys.jwk("theirs", TestKeys.P384)));

            assertThat(names("old")).containsExactly("old");
            assertThat(names(keys.keys(other.url(), Optional.of("theirs")))).containsExactly("theirs");
            assertThat(names(keys.keys(other.url(), Optional.of("old")))).isEmpty();
        }
    }

    @Test
    void aSetThatIsOldServesWhileItIsReadAgain() {
        provider.publish(OLD_SET);
        names("old");
        provider.publish(TestKeys.set(TestKeys.jwk("old", TestKeys.P384)));
        provider.hold();

        pass(REFRESH);

        assertThat(ask("old")).isCompletedWithValueMatching(
                found -> found.getFirst().key().key().equals(TestKeys.P256.getPublic()));
        awaitRequests(2);
        pass(REFRESH.minusNanos(1));
        assertThat(ask("old")).isCompleted();
        provider.release();
        await().until(() -> join(ask("old")).getFirst().key().key().equals(TestKeys.P384.getPublic()));
        assertThat(provider.requests()).isEqualTo(2);
    }

    @Test
    void aSetThatIsTooOldIsWaitedFor() {
        provider.publish(OLD_SET);
        names("old");
        provider.publish(TestKeys.set());
        provider.hold();

        pass(REFRESH.multipliedBy(2));
        CompletableFuture<List<PublishedKey>> waiting = ask("old");

        assertThat(waiting).isNotDone();
        provider.release();
        assertThat(names(waiting)).isEmpty(); // It was withdrawn.
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {"max-age=60 | 60", "public, max-age=60, must-revalidate | 60",
            "Max-Age=60 | 60",
            "max-age=\"60\" | 60", "max-age=0 | 1", "max-age=300 | 300", "max-age=86400 | 300", "no-cache | 300",
            "s-maxage=60 | 300", "max-age=x | 300"})
    void aProviderMaySayThatItsSetIsGoodForLess(String cacheControl, int seconds) {
        provider.publish(OLD_SET, Map.of("Cache-Control", cacheControl));
        names("old");

        pass(Duration.ofSeconds(seconds).minusNanos(1));
        assertThat(ask("old")).isCompleted();
        assertThat(provider.requests()).isEqualTo(1);
        pass(Duration.ofNanos(1));
        assertThat(ask("old")).isCompleted();
        awaitRequests(2);
    }

    // Keys that are not there

    @Test
    void aNewKeyIsFoundTheMomentItIsUsed() {
        provider.publish(OLD_SET);
        names("old");
        provider.publish(NEW_SET);
        pass(JwksKeys.PAUSE);

        assertThat(names("new")).containsExactly("new");
        assertThat(provider.requests()).isEqualTo(2);
    }

    @Test
    void whoInventsNamesCostsAProviderOneRequestASecond() {
        provider.publish(OLD_SET);
        names("old");

        var asking = IntStream.range(0, 200).mapToObj(n -> ask("invented-" + n)).toList();
        assertThat(asking).noneMatch(CompletableFuture::isDone); // They wait for the second to be over.
        assertThat(ask("old")).isCompleted();
        asking.forEach(found -> assertThat(names(found)).isEmpty());

        assertThat(provider.requests()).isEqualTo(2);
    }

    @Test
    void aKeyThatIsPublishedWhileTheSetIsReadIsFoundByTheNextReading() {
        provider.publish(OLD_SET);
        names("old");
        pass(JwksKeys.PAUSE);
        provider.hold();
        CompletableFuture<List<PublishedKey>> first = ask("invented");
        awaitRequests(2); // It will bring the old set.
        provider.publish(NEW_SET);
        CompletableFuture<List<PublishedKey>> second = ask("new");
        pass(JwksKeys.PAUSE);

        provider.release();

        assertThat(names(first)).isEmpty();
        assertThat(names(second)).containsExactly("new");
        assertThat(provider.requests()).isEqualTo(3);
    }

    @Test
    void aReadingThatBringsTheKeyIsEnoughForAllWhoWait() {
        provider.publish(OLD_SET);
        names("old");
        pass(JwksKeys.PAUSE);
        provider.publish(NEW_SET);
        provider.hold();
        CompletableFuture<List<PublishedKey>> first = ask("new");
        awaitRequests(2);
        CompletableFuture<List<PublishedKey>> second = ask("new");

        provider.release();

        assertThat(names(first)).containsExactly("new");
        assertThat(names(second)).containsExactly("new");
        assertThat(provider.requests()).isEqualTo(2);
    }

    @Test
    void aKeyThatWasWithdrawnIsGoneWithTheNextReading() {
        provider.publish(NEW_SET);
        names("new");
        provider.publish(OLD_SET);

        pass(REFRESH);
        names("old");
        awaitRequests(2);

        pass(JwksKeys.PAUSE);
        await().untilAsserted(() -> assertThat(names("new")).isEmpty());
    }

    // What cannot be read

    static Stream<Trouble> failures() {
        return Stream.of(failing("status 500", each -> each.fail(500, Map.of())),
                failing("status 404", each -> each.fail(404, Map.of())),
                failing("another place", each -> each.fail(302, Map.of("Location", each.url() + "/elsewhere"))),
                failing("a page", each -> each.publish("<html></html>")),
                failing("no set", each -> each.publish("{}")),
                failing("half a set", each -> each.publish(OLD_SET.substring(0, 40))),
                failing("more than 256 KiB",
                        each -> each.publish("{\"x\":\"" + "x".repeat(256 * 1024) + "\",\"keys\":[]}")),
                failing("more than 100 keys", each -> each.publish(TestKeys.set(IntStream.range(0, 101)
                        .mapToObj(n -> TestKeys.jwk("k" + n, TestKeys.P256)).toArray(String[]::new)))),
                failing("nobody", IdentityProvider::close));
    }

    /// What becomes of a provider.
    record Trouble(String name, Consumer<IdentityProvider> change) {
        @Override
        public String toString() {
            return name;
        }
    }

    private static Trouble failing(String name, Consumer<IdentityProvider> change) {
        return new Trouble(name, change);
    }

    @ParameterizedTest
    @MethodSource("failures")
    void theLastGoodSetIsKept(Trouble failure) {
        provider.publish(OLD_SET);
        names("old");
        failure.change().accept(provider);

        for (int i = 0; i < 3; i++) {
            pass(REFRESH.multipliedBy(2));
            assertThat(names("old")).containsExactly("old");
            pass(JwksKeys.PAUSE);
            assertThat(names("invented")).isEmpty();
        }
    }

    @ParameterizedTest
    @MethodSource("failures")
    void aSetThatNeverCouldBeReadIsSaidToBeUnavailable(Trouble failure) {
        failure.change().accept(provider);

        assertUnavailable(ask("old"));
    }

    @Test
    void redirectsAreNotFollowed() {
        try (var elsewhere = IdentityProvider.start()) {
            elsewhere.publish(OLD_SET);
            provider.fail(307, Map.of("Location", elsewhere.url().toString()));

            assertUnavailable(ask("old"));
            assertThat(elsewhere.requests()).isZero();
        }
    }

    @Test
    void aProviderThatComesBackIsReadAtTheNextSecond() {
        provider.fail(503, Map.of());
        assertUnavailable(ask("old"));
        provider.publish(OLD_SET);
        pass(JwksKeys.PAUSE);

        assertThat(names("old")).containsExactly("old");
        assertThat(provider.requests()).isEqualTo(2);
    }

    @Test
    void aProviderThatFailsIsAskedEveryTenSecondsAndServedFromWhatThereIs() {
        provider.publish(OLD_SET);
        names("old");
        provider.fail(503, Map.of());
        pass(REFRESH.multipliedBy(2));
        names("old");
        assertThat(provider.requests()).isEqualTo(2);

        pass(Duration.ofSeconds(10).minusNanos(1));
        assertThat(ask("old")).isCompleted();
        assertThat(provider.requests()).isEqualTo(2);
        provider.publish(NEW_SET);
        pass(Duration.ofNanos(1));
        assertThat(ask("old")).isCompleted();
        awaitRequests(3);
        await().until(() -> ask("new").isDone());
        assertThat(names("new")).containsExactly("new");
    }

    @ParameterizedTest
    @ValueSource(strings = {"http://127.0.0.1:99999/keys", "http://127.0.0.1:0/keys", "http://host.invalid/keys"})
    void aPlaceThatCannotBeReachedIsUnavailableToo(String url) {
        assertUnavailable(keys.keys(URI.create(url), Optional.of("old")));
        assertUnavailable(keys.keys(URI.create(url), Optional.of("old")));
    }

    @Test
    void whoDoesNotAnswerInTimeIsGivenUp() {
        provider.publish(OLD_SET);
        names("old");
        provider.hold();
        pass(REFRESH.multipliedBy(2));

        assertThat(names("old")).containsExactly("old");
    }

    @Test
    void whoAnswersDropByDropIsGivenUpAndHungUpOn() throws IOException {
        try (var slow = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            URI url = URI.create("http://127.0.0.1:" + slow.getLocalPort() + "/keys");
            CompletionStage<?> asking = keys.keys(url, Optional.of("old"));
            try (Socket socket = slow.accept()) {
                socket.setSoTimeout(20_000);
                socket.getOutputStream().write("HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n{\"keys\":"
                        .getBytes(StandardCharsets.US_ASCII));
                assertUnavailable(asking);
                assertThat(socket.getInputStream().readAllBytes()).asString().startsWith("GET /keys ");
            }
        }
    }

    @Test
    void nobodyWaitsForKeysOfANodeThatStops() {
        provider.hold();
        CompletableFuture<List<PublishedKey>> waiting = ask("old");

        keys.close();

        assertUnavailable(waiting);
        assertUnavailable(ask("other"));
    }
}
