package dev.anemone.gateway.transport;

import static org.assertj.core.api.Assertions.assertThat;

import dev.anemone.gateway.protocol.CloseCode;
import dev.anemone.gateway.session.Apps;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/// What clients hear of when to come back, from a node that lets one come in a second.
class PacedCloseTest {
    private static final String AT_ONCE = "{\"event\":\"pusher:error\",\"data\":{\"code\":4200,\"message\":\""
            + CloseCode.GOING_AWAY.reason() + "\"}}";

    private final FakeThread thread = new FakeThread(Apps.OPEN);

    /// By what it asks, a client shows that it knows more than Pusher's protocol.
    private FakeSocket connectOwn() {
        FakeSocket socket = thread.connect(false);
        socket.receive(ClientFrames.text("{\"event\":\"pusher:subscribe\",\"data\":{\"channel\":\"d\",\"rewind\":1}}"));
        thread.turn();
        socket.takeWritten();
        return socket;
    }

    private static String firstOf(FakeSocket socket) {
        List<String> frames = ServerFrames.read(socket.takeWritten());
        assertThat(frames).hasSize(2).last().asString().isEqualTo("close 4200 " + CloseCode.GOING_AWAY.reason());
        return frames.getFirst();
    }

    @Test
    void eachOfOurOwnIsToldAnotherTime() {
        List<FakeSocket> own = Stream.generate(this::connectOwn).limit(4).toList();
        FakeSocket stock = thread.connect(false);

        thread.closeAll(CloseCode.GOING_AWAY);

        assertThat(firstOf(stock)).isEqualTo(AT_ONCE);
        assertThat(own.stream().map(PacedCloseTest::firstOf)).containsExactlyInAnyOrder(AT_ONCE, after("1.000"),
                after("2.000"), after("3.000"));
    }

    private static String after(String seconds) {
        return AT_ONCE.substring(0, AT_ONCE.length() - 2) + ",\"retry_after\":" + seconds + "}}";
    }
}
