package dev.anemone.gateway.session;

import static dev.anemone.gateway.session.SessionTest.error;
import static org.assertj.core.api.Assertions.assertThat;

import dev.anemone.auth.TokenRefusal;
import dev.anemone.auth.TokenVerdict;
import dev.anemone.gateway.hub.FakeLoop;
import dev.anemone.gateway.protocol.ClientMessage;
import dev.anemone.gateway.protocol.ClientMessage.Token;
import dev.anemone.gateway.protocol.ClientMessage.Unsubscribe;
import dev.anemone.model.ChannelName;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/// A verifier that takes its time. Messages are named by their token or channel; what became of them is written down.
class TokenIntakeTest {
    private static final Duration PATIENCE = Duration.ofSeconds(2);

    private final FakeLoop loop = new FakeLoop();
    private final RecordingConnection connection = new RecordingConnection("1.1");
    private final List<String> log = new ArrayList<>();
    private final Map<String, CompletableFuture<TokenVerdict>> verifying = new LinkedHashMap<>();
    private final StepQueue steps = new StepQueue(loop, PATIENCE.multipliedBy(2), new StepQueue.Owner() {
        @Override
        public void tookTooLong(String subject, String reason) {
            log.add(subject + " took too long");
        }

        @Override
        public void crowded(boolean crowded) {}
    });
    private final TokenIntake intake = new TokenIntake(connection, loop, steps, this::verify, PATIENCE,
            verdict -> log.add(((TokenVerdict.Refused) verdict).reason().name()), this::handle);

    private CompletableFuture<TokenVerdict> verify(String token) {
        log.add("verify " + token);
        return verifying.computeIfAbsent(token, _ -> new CompletableFuture<>());
    }

    private void handle(ClientMessage message) {
        if (message instanceof Token(var token)) {
            intake.take(token);
        } else if (message instanceof Unsubscribe(var channel)) {
            log.add(channel.value());
        } else {
            log.add("pong");
        }
    }

    private void receive(ClientMessage message) {
        if (!intake.holds(message)) {
            handle(message);
        }
    }

    private void token(String name) {
        receive(new Token(name));
    }

    private void message(String name) {
        receive(new Unsubscribe(new ChannelName(name)));
    }

    private void refuse(String token) {
        Objects.requireNonNull(verifying.get(token)).complete(new TokenVerdict.Refused(TokenRefusal.EXPIRED));
        loop.run();
    }

    private List<String> takeLog() {
        loop.run();
        var taken = List.copyOf(log);
        log.clear();
        return taken;
    }

    @Test
    void whatFollowsATokenWaitsForTheVerdictAndKeepsItsOrder() {
        message("before");
        token("t1");
        message("a");
        message("b");
        assertThat(takeLog()).containsExactly("before", "verify t1");
        refuse("t1");

        assertThat(takeLog()).containsExactly("EXPIRED", "a", "b");
        message("after");
        assertThat(takeLog()).containsExactly("after");
    }

    @Test
    void signsOfLifeDoNotWait() {
        token("t1");
        receive(new ClientMessage.Pong());

        assertThat(takeLog()).containsExactly("verify t1", "pong");
    }

    @Test
    void tokensAreVerifiedOneAtATime() {
        token("t1");
        message("a");
        token("t2");
        message("b");
        assertThat(takeLog()).containsExactly("verify t1");
        refuse("t1");
        assertThat(takeLog()).containsExactly("EXPIRED", "a", "verify t2");
        refuse("t2");

        assertThat(takeLog()).containsExactly("EXPIRED", "b");
    }

    @Test
    void whatComesWhileTheRestIsHandledIsBehindIt() {
        token("t1");
        message("a");
        message("b");
        Objects.requireNonNull(verifying.get("t1")).complete(new TokenVerdict.Refused(TokenRefusal.EXPIRED));
        loop.runOne();
        loop.runOne();
        message("c");

        assertThat(takeLog()).containsExactly("verify t1", "EXPIRED", "a", "b", "c");
    }

    @Test
    void fewTokensMayWaitAndOneMoreIsRejected() {
        IntStream.rangeClosed(0, TokenIntake.MAX_WAITING_TOKENS).forEach(i -> token("t" + i));
        assertThat(connection.takeSent()).isEmpty();
        token("more");
        assertThat(connection.takeSent()).containsExactly(
                error("4301", "Token rejected - 4 wait already behind the one that is verified"));
        refuse("t0");
        token("again");

        assertThat(connection.takeSent()).isEmpty();
        connection.assertOpen();
    }

    @Test
    void whoSaysMuchMeanwhileIsReadNoMore() {
        token("t1");
        IntStream.range(1, StepQueue.CROWD).forEach(i -> message("m" + i));
        assertThat(connection.reading()).isTrue();
        message("last");
        assertThat(connection.reading()).isFalse();
        refuse("t1");

        assertThat(connection.reading()).isTrue();
        assertThat(takeLog()).hasSize(StepQueue.CROWD + 2).endsWith("last");
    }

    @Test
    void aVerdictThatDoesNotComeIsNone() {
        token("t1");
        message("a");
        loop.advance(PATIENCE.minusNanos(1));
        assertThat(takeLog()).containsExactly("verify t1");
        loop.advance(Duration.ofNanos(1));
        assertThat(takeLog()).containsExactly("KEYS_UNAVAILABLE", "a");
        refuse("t1");

        assertThat(takeLog()).isEmpty();
        assertThat(loop.timers()).isZero();
    }

    @Test
    void aVerifierThatHasTooMuchToDoIsNoVerdict() {
        verifying.put("t1", CompletableFuture.failedFuture(new IllegalStateException("too much")));
        token("t1");

        assertThat(takeLog()).containsExactly("verify t1", "KEYS_UNAVAILABLE");
    }

    @Test
    void theVerdictWaitsForWhatWasAskedBefore() {
        var earlier = new CompletableFuture<Runnable>();
        steps.submit("channel", () -> earlier);
        token("t1");
        refuse("t1");
        assertThat(takeLog()).containsExactly("verify t1");
        earlier.complete(() -> log.add("channel"));

        assertThat(takeLog()).containsExactly("channel", "EXPIRED");
    }

    @Test
    void whoHasLeftHearsNothing() {
        token("t1");
        message("a");
        steps.abandon();
        intake.closed();
        refuse("t1");

        assertThat(takeLog()).containsExactly("verify t1");
        assertThat(loop.timers()).isZero();
    }
}
