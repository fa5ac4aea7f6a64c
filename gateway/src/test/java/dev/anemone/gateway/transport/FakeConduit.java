package dev.anemone.gateway.transport;

import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.util.concurrent.TimeUnit;
import org.xnio.XnioIoThread;
import org.xnio.XnioWorker;
import org.xnio.channels.StreamSinkChannel;
import org.xnio.channels.StreamSourceChannel;
import org.xnio.conduits.Conduit;
import org.xnio.conduits.StreamSinkConduit;
import org.xnio.conduits.StreamSourceConduit;

/// What a WebSocket connection has no use for: whoever calls it fails the test.
interface FakeConduit extends Conduit {
    @Override
    default XnioWorker getWorker() {
        throw new UnsupportedOperationException();
    }

    /// Where bytes come from.
    interface Source extends FakeConduit, StreamSourceConduit {
        @Override
        default long read(ByteBuffer[] dsts, int offset, int length) {
            throw new UnsupportedOperationException();
        }

        @Override
        default long transferTo(long position, long count, FileChannel target) {
            throw new UnsupportedOperationException();
        }

        @Override
        default long transferTo(long count, ByteBuffer through, StreamSinkChannel target) {
            throw new UnsupportedOperationException();
        }

        @Override
        default void wakeupReads() {
            throw new UnsupportedOperationException();
        }

        @Override
        default void awaitReadable() {
            throw new UnsupportedOperationException();
        }

        @Override
        default void awaitReadable(long time, TimeUnit unit) {
            throw new UnsupportedOperationException();
        }

        @Override
        default XnioIoThread getReadThread() {
            throw new UnsupportedOperationException();
        }
    }

    /// Where bytes go.
    interface Sink extends FakeConduit, StreamSinkConduit {
        @Override
        default long write(ByteBuffer[] srcs, int offset, int length) {
            throw new UnsupportedOperationException();
        }

        @Override
        default int writeFinal(ByteBuffer src) {
            throw new UnsupportedOperationException();
        }

        @Override
        default long writeFinal(ByteBuffer[] srcs, int offset, int length) {
            throw new UnsupportedOperationException();
        }

        @Override
        default long transferFrom(FileChannel source, long position, long count) {
            throw new UnsupportedOperationException();
        }

        @Override
        default long transferFrom(StreamSourceChannel source, long count, ByteBuffer through) {
            throw new UnsupportedOperationException();
        }

        @Override
        default void truncateWrites() {
            throw new UnsupportedOperationException();
        }

        @Override
        default void wakeupWrites() {
            throw new UnsupportedOperationException();
        }

        @Override
        default void awaitWritable() {
            throw new UnsupportedOperationException();
        }

        @Override
        default void awaitWritable(long time, TimeUnit unit) {
            throw new UnsupportedOperationException();
        }

        @Override
        default XnioIoThread getWriteThread() {
            throw new UnsupportedOperationException();
        }
    }
}
