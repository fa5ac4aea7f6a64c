package dev.anemone.gateway.transport;

import java.io.IOException;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import org.jspecify.annotations.Nullable;
import org.xnio.conduits.AbstractStreamSinkConduit;
import org.xnio.conduits.StreamSinkConduit;

/// Writes to a plain socket by the C library's `send`. The JDK's way there leads through its locks and the kernel's file
/// layer, which is about a tenth of what a delivery costs (`docs/performance.md`). Confined to the connection's I/O thread.
///
/// The descriptor of an open channel is its own: the JDK gives that of a channel with a selector back to the system only
/// when the selector has let go of it, on this thread, and the channel says before that it is closed. So one look at
/// [SocketChannel#isOpen] is enough. Whatever else goes wrong is left to the JDK's way, which knows what to make of it.
final class DirectSink extends AbstractStreamSinkConduit<StreamSinkConduit> {
    /// A constant, so that a call of it is compiled into its caller.
    private static final @Nullable Access ACCESS = Access.find();

    private final SocketChannel channel;
    private final int descriptor;

    private DirectSink(StreamSinkConduit next, SocketChannel channel, int descriptor) {
        super(next);
        this.channel = channel;
        this.descriptor = descriptor;
    }

    /// A sink that writes like this, or `next` itself where that cannot be: this is no Linux, `next` is not a socket's own
    /// conduit, or the JVM does not open `sun.nio.ch`, as the manifest of the runnable jar asks it to.
    static StreamSinkConduit on(StreamSinkConduit next) {
        SocketChannel channel = ACCESS == null ? null : ACCESS.channel(next);
        return ACCESS == null || channel == null ? next : new DirectSink(next, channel, ACCESS.descriptor(channel));
    }

    @Override
    public int write(ByteBuffer source) throws IOException {
        if (ACCESS == null || !source.isDirect() || !channel.isOpen()) {
            return next.write(source);
        }
        long sent = ACCESS.send(descriptor, source);
        if (sent < 0) {
            return next.write(source); // Full, or broken: it says which.
        }
        source.position(source.position() + (int) sent);
        return (int) sent;
    }

    /// What of the JDK, XNIO and the C library it takes.
    private record Access(Class<?> conduit, VarHandle channel, VarHandle descriptor, MethodHandle send) {
        private static final String CONDUIT = "org.xnio.nio.NioSocketConduit";
        private static final String CHANNEL = "sun.nio.ch.SocketChannelImpl";
        /// `MSG_DONTWAIT | MSG_NOSIGNAL` of Linux.
        private static final int FLAGS = 0x40 | 0x4000;

        @SuppressWarnings("restricted") // The signature is that of send(2).
        static @Nullable Access find() {
            if (!System.getProperty("os.name").equals("Linux")) {
                return null;
            }
            try {
                Class<?> conduit = Class.forName(CONDUIT);
                Class<?> channel = Class.forName(CHANNEL);
                MethodHandles.Lookup here = MethodHandles.lookup();
                Linker linker = Linker.nativeLinker();
                return new Access(conduit,
                        MethodHandles.privateLookupIn(conduit, here)
                                .findVarHandle(conduit, "socketChannel", SocketChannel.class),
                        MethodHandles.privateLookupIn(channel, here).findVarHandle(channel, "fdVal", int.class),
                        linker.downcallHandle(linker.defaultLookup().findOrThrow("send"),
                                FunctionDescriptor.of(ValueLayout.JAVA_LONG, ValueLayout.JAVA_INT, ValueLayout.ADDRESS,
                                        ValueLayout.JAVA_LONG, ValueLayout.JAVA_INT),
                                Linker.Option.critical(false)));
            } catch (ReflectiveOperationException | RuntimeException _) {
                return null; // Another JDK or XNIO, or nothing is opened to us: the usual way is as right.
            }
        }

        @Nullable
        SocketChannel channel(StreamSinkConduit sink) {
            return conduit.isInstance(sink) ? (SocketChannel) channel.get(sink) : null;
        }

        int descriptor(SocketChannel socket) {
            return (int) descriptor.get(socket);
        }

        long send(int socket, ByteBuffer source) {
            try {
                return (long) send.invokeExact(socket, MemorySegment.ofBuffer(source), (long) source.remaining(),
                        FLAGS);
            } catch (Throwable impossible) { // A C function throws nothing.
                throw new IllegalStateException(impossible);
            }
        }
    }
}
