package dev.anemone.gateway.session;

import dev.anemone.auth.TokenRefusal;
import dev.anemone.auth.TokenVerdict;
import dev.anemone.gateway.hub.EventLoop;
import dev.anemone.gateway.protocol.ClientMessage;
import dev.anemone.gateway.protocol.ClientMessage.Ping;
import dev.anemone.gateway.protocol.ClientMessage.Pong;
import dev.anemone.gateway.protocol.ClientMessage.Token;
import dev.anemone.gateway.protocol.MessageEncoder;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// Takes the tokens of one client, one at a time. Confined to its connection's loop.
///
/// While a token is verified, what the client says after it waits, for the token may decide about it. Where shared keys
/// verify it, the verdict is there at once and nothing ever waits. Others never wait for this client.
final class TokenIntake {
    /// What tokens are about in the session's queue. No channel can have this name.
    static final String SUBJECT = "anemone:token";

    /// So many tokens wait behind the one that is verified.
    static final int MAX_WAITING_TOKENS = 4;

    /// The code of errors about what comes too often; never a close code.
    private static final int REJECTED = 4301;
    private static final TokenVerdict UNAVAILABLE = new TokenVerdict.Refused(TokenRefusal.KEYS_UNAVAILABLE);

    private final Connection connection;
    private final EventLoop loop;
    private final StepQueue steps;
    private final Function<String, CompletionStage<TokenVerdict>> verifier;
    private final Duration patience;
    private final Consumer<TokenVerdict> decided;
    private final Consumer<ClientMessage> handler;
    private final Queue<ClientMessage> held = new ArrayDeque<>(0);
    private int tokensHeld;
    private boolean verifying;
    /// Whether the next message is about to be handled.
    private boolean going;
    private boolean closed;
    /// Runs while a token is verified elsewhere.
    private EventLoop.@Nullable Timer deadline;

    /// @param verifier as [dev.anemone.auth.access.TokenAccess#verify]
    /// @param patience how long a verdict may take; less than what `steps` allow
    /// @param decided told the verdict, when all that the client asked before has taken effect
    /// @param handler handles what has waited
    TokenIntake(Connection connection, EventLoop loop, StepQueue steps,
            Function<String, CompletionStage<TokenVerdict>> verifier, Duration patience,
            Consumer<TokenVerdict> decided, Consumer<ClientMessage> handler) {
        this.connection = connection;
        this.loop = loop;
        this.steps = steps;
        this.verifier = verifier;
        this.patience = patience;
        this.decided = decided;
        this.handler = handler;
    }

    /// Keeps `message` for later if a token has to be decided about first.
    ///
    /// @return whether it was taken
    boolean holds(ClientMessage message) {
        if ((!verifying && held.isEmpty()) || message instanceof Ping || message instanceof Pong) {
            return false;
        }
        if (message instanceof Token) {
            if (tokensHeld == MAX_WAITING_TOKENS) {
                connection.send(MessageEncoder.error(REJECTED, "Token rejected - " + MAX_WAITING_TOKENS
                        + " wait already behind the one that is verified"));
                return true;
            }
            tokensHeld++;
        }
        held.add(message);
        if (held.size() == StepQueue.CROWD) {
            connection.pauseReading();
        }
        return true;
    }

    /// So many messages wait that no more should be read.
    boolean crowded() {
        return held.size() >= StepQueue.CROWD;
    }

    /// Has `token` verified.
    void take(String token) {
        verifying = true;
        steps.submit(SUBJECT, () -> verdict(token).thenApply(verdict -> () -> decide(verdict)));
    }

    private CompletionStage<TokenVerdict> verdict(String token) {
        CompletableFuture<TokenVerdict> verdict = verifier.apply(token).exceptionally(_ -> UNAVAILABLE)
                .toCompletableFuture();
        if (verdict.isDone()) {
            return verdict;
        }
        CompletableFuture<TokenVerdict> inTime = verdict.copy();
        deadline = loop.schedule(patience, () -> inTime.complete(UNAVAILABLE));
        return inTime;
    }

    private void decide(TokenVerdict verdict) {
        cancelDeadline();
        verifying = false;
        if (!closed) {
            decided.accept(verdict);
            goOn();
        }
    }

    /// A message has a turn of its own: if it ends the connection, those behind it are not handled.
    private void goOn() {
        if (!going && !held.isEmpty()) {
            going = true;
            loop.execute(this::next);
        }
    }

    private void next() {
        going = false;
        ClientMessage message = verifying ? null : held.poll();
        if (message == null) {
            return;
        }
        if (message instanceof Token) {
            tokensHeld--;
        }
        if (held.size() == StepQueue.CROWD - 1 && !steps.crowded()) {
            connection.resumeReading();
        }
        handler.accept(message);
        goOn();
    }

    private void cancelDeadline() {
        if (deadline != null) {
            deadline.cancel();
            deadline = null;
        }
    }

    void closed() {
        closed = true;
        held.clear();
        cancelDeadline();
    }
}
