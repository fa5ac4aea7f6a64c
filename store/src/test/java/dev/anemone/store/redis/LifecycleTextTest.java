package dev.anemone.store.redis;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import dev.anemone.model.AppId;
import dev.anemone.model.ChannelKey;
import dev.anemone.model.ChannelName;
import dev.anemone.model.EventData;
import dev.anemone.model.EventName;
import dev.anemone.model.LifecycleEvent;
import dev.anemone.model.LifecycleEvent.CacheMissed;
import dev.anemone.model.LifecycleEvent.ClientSent;
import dev.anemone.model.LifecycleEvent.CountChanged;
import dev.anemone.model.LifecycleEvent.MemberCame;
import dev.anemone.model.LifecycleEvent.MemberWent;
import dev.anemone.model.LifecycleEvent.Occupied;
import dev.anemone.model.LifecycleEvent.Vacated;
import dev.anemone.model.SocketId;
import dev.anemone.model.UserId;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LifecycleTextTest {
    private static final ChannelKey ROOM = new ChannelKey(new AppId("1"), new ChannelName("presence-room"));
    private static final UserId ANN = new UserId("ann é \ud83d");
    private static final List<LifecycleEvent> EVENTS = List.of(new Occupied(ROOM), new Vacated(ROOM),
            new MemberCame(ROOM, ANN), new MemberWent(ROOM, new UserId("b c")), new CountChanged(ROOM, 42),
            new CacheMissed(ROOM), sent(null), sent(ANN));

    private static LifecycleEvent sent(@Nullable UserId user) {
        return new ClientSent(ROOM, new EventName("client-é x"), EventData.ofString("hi there"), new SocketId("1.2"),
                user);
    }

    @Test
    void whatWasEncodedIsDecoded() {
        for (LifecycleEvent event : EVENTS) {
            assertThat(LifecycleText.decode(LifecycleText.encode(event))).contains(event);
        }
    }

    /// As scripts make them.
    @Test
    void whatScriptsMakeIsUnderstood() {
        assertThat(LifecycleText.decode("O1 presence-room".getBytes(ISO_8859_1))).contains(new Occupied(ROOM));
        assertThat(LifecycleText.decode("W1 presence-room 8bob".getBytes(ISO_8859_1)))
                .contains(new MemberWent(ROOM, new UserId("bob")));
        assertThat(LifecycleText.decode("N1 presence-room 7".getBytes(ISO_8859_1)))
                .contains(new CountChanged(ROOM, 7));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "O", "O1", "O1 ", "X1 presence-room", "C1 presence-room", "C1 presence-room 7ann",
            "N1 presence-room", "N1 presence-room x", "E1 presence-room", "E1 presence-room xyz"})
    void whatIsNoEventIsRefused(String text) {
        assertThat(LifecycleText.decode(text.getBytes(ISO_8859_1))).isEmpty();
    }

    @Test
    void anyBytesAreAnEventOrRefused() {
        var random = new SplittableRandom(20_260_106);
        int decoded = 0;
        for (int i = 0; i < 100_000; i++) {
            byte[] whole = LifecycleText.encode(EVENTS.get(i % EVENTS.size()));
            byte[] text = Arrays.copyOf(whole, whole.length - random.nextInt(3) + random.nextInt(3));
            for (int changes = random.nextInt(4); changes > 0; changes--) {
                text[random.nextInt(text.length)] = (byte) random.nextInt();
            }
            decoded += LifecycleText.decode(text).isPresent() ? 1 : 0; // Whatever it is, nothing is thrown.
        }
        assertThat(decoded).isBetween(5_000, 95_000);
    }
}
