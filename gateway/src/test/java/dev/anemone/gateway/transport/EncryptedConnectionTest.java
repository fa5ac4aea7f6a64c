package dev.anemone.gateway.transport;

import static dev.anemone.gateway.transport.ClientFrames.concat;
import static dev.anemone.gateway.transport.FakeThread.event;
import static org.assertj.core.api.Assertions.assertThat;

import dev.anemone.gateway.session.Apps;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// A connection over TLS, where what was written may still wait to be flushed, on a socket without a kernel.
class EncryptedConnectionTest {
    private final FakeThread thread = new FakeThread(Apps.OPEN);
    private final FakeSocket socket = thread.connect(false);

    @BeforeEach
    void encrypt() {
        socket.encrypt();
    }

    @Test
    void whatLeftAtOnceIsNotWaitedFor() {
        thread.publish("one");

        assertThat(ServerFrames.read(socket.takeWritten())).containsExactly(event("one"));
        assertThat(socket.waitingForRoom()).isFalse();
    }

    /// Nothing is left in the outbox, and nobody else would ever send it.
    @Test
    void whatWasTakenButDidNotLeaveIsFlushedWhenThereIsRoom() {
        socket.makeRoom(0);
        thread.publish("one");
        assertThat(socket.takeWritten()).isEmpty();
        assertThat(thread.counters().waitingBytes()).isZero();
        assertThat(socket.waitingForRoom()).isTrue();

        socket.makeRoom();

        assertThat(ServerFrames.read(socket.takeWritten())).containsExactly(event("one"));
        assertThat(socket.waitingForRoom()).isFalse();
    }

    @Test
    void whatFollowsWaitsBehindItWhereverItWasCut() {
        thread.publish("one");
        int length = socket.takeWritten().length;
        for (int cut = 0; cut <= length; cut++) {
            socket.makeRoom(cut);
            thread.publish("one");
            byte[] first = socket.takeWritten();
            assertThat(first).hasSize(cut);
            thread.publish("two", "three");
            thread.publish("four");
            assertThat(socket.takeWritten()).isEmpty();

            socket.makeRoom();

            assertThat(ServerFrames.read(concat(first, socket.takeWritten())))
                    .containsExactly(event("one"), event("two"), event("three"), event("four"));
            assertThat(thread.counters().waitingBytes()).isZero();
            assertThat(socket.waitingForRoom()).isFalse();
        }
    }

    /// They do not come by way of a delivery.
    @Test
    void answersAreFlushedToo() {
        socket.makeRoom(0);
        socket.receive(ClientFrames.text("{\"event\":\"pusher:ping\"}"));
        thread.turn();
        assertThat(socket.takeWritten()).isEmpty();
        assertThat(socket.waitingForRoom()).isTrue();

        socket.makeRoom();

        assertThat(ServerFrames.read(socket.takeWritten())).singleElement().asString().contains("pusher:pong");
        assertThat(socket.waitingForRoom()).isFalse();
    }
}
