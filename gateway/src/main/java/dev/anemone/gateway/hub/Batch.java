package dev.anemone.gateway.hub;

import dev.anemone.gateway.hub.Scratch.Form;
import dev.anemone.gateway.protocol.Frame;
import dev.anemone.gateway.protocol.FrameDeflater;
import dev.anemone.model.StreamPosition;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// The frames of one channel that one turn delivers: laid end to end once, in a direct buffer of the shard's, and written
/// from there to each subscriber. Valid only while [Subscriber#deliver] runs. Confined to the shard's thread.
public final class Batch {
    /// Who must not hear what.
    ///
    /// @param subscriber its index in the list
    /// @param frame its index in the batch
    /// @param instead what it hears in its place; `null` if nothing
    private record Exclusion(int subscriber, int frame, @Nullable Frame instead) {}

    private static final Comparator<Exclusion> BY_SUBSCRIBER = Comparator.comparingInt(Exclusion::subscriber);

    /// How much longer a frame is that says its place, and how much longer its header may be then.
    private static final int MAX_PLACE_BYTES = 128;

    private final Scratch scratch;
    private final List<Frame> frames = new ArrayList<>();
    /// In the order of subscribers, when they are used, and of frames for each.
    private final List<Exclusion> exclusions = new ArrayList<>(0);
    private int bytes;
    private final Set<Form> laid = EnumSet.noneOf(Form.class);
    private @Nullable ByteBuffer lastRun;
    private @Nullable Form lastForm;

    /// @param scratch shared by the batches of one shard, of which one is delivered at a time
    Batch(Scratch scratch) {
        this.scratch = scratch;
    }

    /// The frames, in order. A subscriber that cannot take all bytes keeps references to these.
    public List<Frame> frames() {
        return frames;
    }

    /// All frames as one run of bytes, from position to limit. Each call returns the same buffer, rewound.
    public ByteBuffer wire() {
        return run(Form.PLAIN, null);
    }

    /// The same for connections that negotiated compression. Never longer.
    ///
    /// @param deflater compresses frames that nobody on this node has asked for like this
    public ByteBuffer deflated(FrameDeflater deflater) {
        return run(Form.DEFLATED, deflater);
    }

    /// The same for connections that know of places in channels.
    ///
    /// @param deflater `null` for those that did not negotiate compression
    public ByteBuffer placed(@Nullable FrameDeflater deflater) {
        return run(deflater == null ? Form.PLACED : Form.PLACED_DEFLATED, deflater);
    }

    /// Asked once per subscriber, and mostly for the same form as by the one before.
    private ByteBuffer run(Form form, @Nullable FrameDeflater deflater) {
        ByteBuffer last = lastRun;
        if (last != null && lastForm == form) {
            return last.rewind();
        }
        ByteBuffer run = scratch.of(form);
        if (laid.add(form)) {
            run.clear();
            for (int i = 0; i < frames.size(); i++) {
                Frame frame = form.places() ? frames.get(i).placed() : frames.get(i);
                run.put(deflater == null ? frame.wire() : frame.deflated(deflater));
            }
            run.flip();
        }
        lastForm = form;
        lastRun = run;
        return run.rewind();
    }

    /// Whether `frame` may join: the scratch buffer is the bound, in every form.
    boolean fits(Frame frame) {
        return bytes + longest(frame) <= Scratch.BYTES;
    }

    private static int longest(Frame frame) {
        return frame.position().equals(StreamPosition.NONE) ? frame.size() : frame.size() + MAX_PLACE_BYTES;
    }

    void add(Frame frame) {
        frames.add(frame);
        bytes += longest(frame);
        laid.clear();
        lastRun = null;
    }

    /// The frame added last is not for the subscriber at `index` of the list.
    ///
    /// @param instead what it hears in its place; `null` if nothing
    void exclude(int index, @Nullable Frame instead) {
        exclusions.add(new Exclusion(index, frames.size() - 1, instead));
    }

    void clear() {
        frames.clear();
        exclusions.clear();
        bytes = 0;
        laid.clear();
        lastRun = null;
    }

    /// Hands the frames to each of `audience`. The few who are left out of some get the others one by one.
    ///
    /// @return how many frames were handed over, all subscribers added up
    long deliverTo(SubscriberList audience) {
        Subscriber[] subscribers = audience.subscribers;
        if (exclusions.isEmpty()) {
            deliver(subscribers, 0, audience.size);
            return (long) audience.size * frames.size();
        }
        exclusions.sort(BY_SUBSCRIBER); // Stable: each one's frames stay in order.
        int next = 0;
        for (int i = 0; i < exclusions.size();) {
            int excluded = exclusions.get(i).subscriber;
            deliver(subscribers, next, excluded);
            i = enqueueOthers(subscribers[excluded], i);
            next = excluded + 1;
        }
        deliver(subscribers, next, audience.size);
        long withheld = exclusions.stream().filter(exclusion -> exclusion.instead == null).count();
        return (long) audience.size * frames.size() - withheld;
    }

    private void deliver(Subscriber[] subscribers, int from, int to) {
        for (int i = from; i < to; i++) {
            subscribers[i].deliver(this);
        }
    }

    /// Enqueues to `subscriber` all frames but those that the exclusions from `first` on name for it.
    ///
    /// @return where the exclusions of the next subscriber begin
    private int enqueueOthers(Subscriber subscriber, int first) {
        int exclusion = first;
        int owner = exclusions.get(first).subscriber;
        for (int i = 0; i < frames.size(); i++) {
            Frame frame = frames.get(i);
            if (exclusion < exclusions.size() && exclusions.get(exclusion).subscriber == owner
                    && exclusions.get(exclusion).frame == i) {
                frame = exclusions.get(exclusion++).instead;
            }
            if (frame != null) {
                subscriber.enqueue(frame);
            }
        }
        return exclusion;
    }
}
