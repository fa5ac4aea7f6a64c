package dev.anemone.gateway.hub;

import static org.assertj.core.api.Assertions.assertThat;

import dev.anemone.gateway.protocol.Frame;
import dev.anemone.gateway.protocol.FrameDeflater;
import dev.anemone.gateway.transport.ClientFrames;
import java.nio.ByteBuffer;
import java.util.List;
import org.junit.jupiter.api.Test;

class BatchTest {
    private static final List<Frame> FRAMES = List.of(Frames.named("short"), Frames.named("long", 2_000),
            Frames.named("longer", 70_000));

    private final Scratch scratch = new Scratch();
    private final FrameDeflater deflater = new FrameDeflater(1_000);
    private final Batch batch = new Batch(scratch);

    private static byte[] bytes(ByteBuffer run) {
        var bytes = new byte[run.remaining()];
        run.get(bytes);
        return bytes;
    }

    private byte[] plain(int count) {
        return ClientFrames.concat(FRAMES.stream().limit(count).map(Frame::wire).toArray(byte[][]::new));
    }

    private byte[] deflated(int count) {
        return ClientFrames
                .concat(FRAMES.stream().limit(count).map(frame -> frame.deflated(deflater)).toArray(byte[][]::new));
    }

    @Test
    void thePlainAndTheDeflatedRunStandBesideEachOther() {
        FRAMES.forEach(batch::add);

        for (int i = 0; i < 2; i++) {
            assertThat(bytes(batch.wire())).isEqualTo(plain(3));
            assertThat(bytes(batch.deflated(deflater))).isEqualTo(deflated(3)).hasSizeLessThan(1_000);
        }
    }

    /// As after a short write, which leaves a run somewhere in its middle.
    @Test
    void eachSubscriberFindsARunAtItsBeginning() {
        FRAMES.forEach(batch::add);
        ByteBuffer first = batch.deflated(deflater);
        int all = first.remaining();
        first.position(7);

        assertThat(batch.deflated(deflater).remaining()).isEqualTo(all);
    }

    @Test
    void whatIsAddedLaterIsInBoth() {
        batch.add(FRAMES.getFirst());
        assertThat(bytes(batch.wire())).isEqualTo(plain(1));
        assertThat(bytes(batch.deflated(deflater))).isEqualTo(plain(1)).isEqualTo(deflated(1));
        batch.add(FRAMES.get(1));

        assertThat(bytes(batch.wire())).isEqualTo(plain(2));
        assertThat(bytes(batch.deflated(deflater))).isEqualTo(deflated(2));
    }

    @Test
    void nothingOfABatchIsLeftInTheNext() {
        FRAMES.forEach(batch::add);
        batch.wire();
        batch.deflated(deflater);
        batch.clear();
        var next = new Batch(scratch);
        next.add(FRAMES.get(1));

        assertThat(bytes(next.wire())).isEqualTo(FRAMES.get(1).wire());
        assertThat(bytes(next.deflated(deflater))).isEqualTo(FRAMES.get(1).deflated(deflater));
    }

    /// What would not become shorter is there as it is, so a batch that fits plain fits deflated.
    @Test
    void aBatchThatFillsTheScratchBufferFitsDeflatedToo() {
        var never = new FrameDeflater(Integer.MAX_VALUE);
        Frame quarter = Frames.named("a quarter", Scratch.BYTES / 4);
        for (int i = 0; i < 4; i++) {
            assertThat(batch.fits(quarter)).isTrue();
            batch.add(quarter);
        }

        assertThat(batch.fits(Frames.named("one more"))).isFalse();
        assertThat(batch.deflated(never).remaining()).isEqualTo(Scratch.BYTES);
    }
}
