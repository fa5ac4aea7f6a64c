package dev.anemone.conformance.security;

import static org.assertj.core.api.Assertions.assertThat;

import dev.anemone.conformance.pusher.PusherConnection;
import dev.anemone.conformance.server.App;
import dev.anemone.conformance.server.Conformance;
import dev.anemone.conformance.wire.Bytes;
import dev.anemone.conformance.wire.Frame;
import java.io.UncheckedIOException;
import java.util.Collections;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// A message in a million fragments, against a server as a customer would run it.
@Conformance
class FragmentFloodIT {
    private static final int AT_ONCE = 10_000;
    private static final int TIMES = 100;

    @ParameterizedTest
    @ValueSource(ints = {0, 1})
    void isClosedAsTooBigAndHarmsNobody(int fragmentLength, App app) throws InterruptedException {
        PusherConnection bystander = app.connect();
        PusherConnection client = app.connect();
        Frame fragment = Frame.continuation(Bytes.utf8(" ".repeat(fragmentLength))).notFinal();
        Bytes many = Bytes.join(Collections.nCopies(AT_ONCE, fragment.masked()).toArray(Bytes[]::new));
        client.socket().wire().write(Frame.text(Bytes.utf8("{")).notFinal().masked());

        Thread flood = Thread.ofPlatform().daemon().start(() -> {
            try {
                for (int i = 0; i < TIMES; i++) {
                    client.socket().wire().write(many);
                }
            } catch (UncheckedIOException e) {
                // The server has ended the connection before it heard them all, as it may.
            }
        });

        Frame frame = client.socket().receiveMessage();
        while (frame.opcode() != Frame.CLOSE) {
            frame = client.socket().receiveMessage();
        }
        assertThat(frame.closeCode()).isEqualTo(1009);
        client.socket().close();
        flood.join();
        bystander.assertOpen();
    }
}
