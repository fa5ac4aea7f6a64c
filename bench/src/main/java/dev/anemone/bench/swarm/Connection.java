package dev.anemone.bench.swarm;

import dev.anemone.bench.io.Loop;
import dev.anemone.bench.io.Pipe;
import dev.anemone.bench.wire.ClientMessages;
import dev.anemone.bench.wire.Frames;
import dev.anemone.bench.wire.Payload;
import dev.anemone.bench.wire.ProtocolFault;
import dev.anemone.bench.wire.ServerMessage;
import dev.anemone.bench.wire.Upgrade;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/// One client: connects, upgrades, subscribes, and receives (Pusher Channels Protocol 7). Confined to the loop's thread.
///
/// Of what arrives nothing is copied but the half of a frame at the end of a read.
final class Connection implements Loop.Handler, Frames.Sink {
    private static final int ABNORMAL = 1006;
    private static final int PROTOCOL_ERROR = 1002;
    private static final byte[] NOTHING = {};
    private static final String HEAD_END = "\r\n\r\n";

    private final Wire wire;
    private final Owner owner;
    private final int number;
    private final boolean deflateOffered;
    private final int subscriptions;
    private final UnaryOperator<String> subscribe;
    private final Upgrade upgrade;
    private final Pipe pipe;

    private byte[] rest = NOTHING;
    private @Nullable ByteArrayOutputStream fragments;
    private int firstHead;
    private boolean upgraded;
    private boolean deflated;
    private boolean ended;
    private int subscribed;
    private int delivered;

    /// Hears what becomes of a connection.
    interface Owner {
        /// It is established, and subscribed to all it asked for.
        void ready(Connection connection);

        /// An event of ours.
        void delivered(Connection connection, int event, long timeNanos);

        /// One read brought deliveries.
        void read();

        /// `pusher:error` or a refused subscription.
        void refused(Connection connection, int code, String sentence);

        /// It ended, and not by our doing. The last that is heard of it.
        void ended(Connection connection, int code, String sentence);
    }

    /// Begins to connect.
    ///
    /// @param number its owner's, to know it by
    /// @param subscriptions how many there will be
    /// @param subscribe from the socket's id to the messages that subscribe, one in a line
    Connection(Wire wire, Owner owner, int number, boolean deflate, int subscriptions, UnaryOperator<String> subscribe)
            throws IOException {
        this.wire = wire;
        this.owner = owner;
        this.number = number;
        this.deflateOffered = deflate;
        this.subscriptions = subscriptions;
        this.subscribe = subscribe;
        upgrade = Upgrade.random(wire.random);
        pipe = wire.dialer.open(this);
        pipe.write(ByteBuffer.wrap(upgrade.request(wire.upgradeTarget, wire.target.authority(), deflate)));
    }

    int number() {
        return number;
    }

    boolean deflated() {
        return deflated;
    }

    /// Stops reading, for good.
    void stall() {
        pipe.stopReading();
    }

    /// Closes the socket without a word.
    void drop() {
        ended = true;
        pipe.close();
    }

    /// Says goodbye and closes the socket.
    void leave() {
        try {
            pipe.write(wire.frames.close());
        } catch (IOException _) {
            // Gone already: there is nobody to say goodbye to.
        }
        drop();
    }

    @Override
    public void ready() {
        if (ended) {
            return;
        }
        try {
            pipe.advance();
            receive();
        } catch (IOException failure) {
            end(ABNORMAL, Wire.sentence(failure));
        } catch (ProtocolFault fault) {
            end(PROTOCOL_ERROR, String.valueOf(fault.getMessage()));
        }
    }

    private void end(int code, String sentence) {
        if (!ended) {
            drop();
            owner.ended(this, code, sentence);
        }
    }

    private void receive() throws IOException, ProtocolFault {
        ByteBuffer into = wire.loop.buffer().put(rest);
        int before = into.position();
        int count = pipe.read(into);
        if (count > 0) {
            wire.readNanos = System.nanoTime();
            delivered = 0;
            look(wire.loop.bytes(), before + count);
            if (delivered > 0) {
                owner.read();
            }
        } else if (count < 0) {
            end(ABNORMAL, "The server closed the connection without a word.");
        }
    }

    private void look(byte[] bytes, int to) throws ProtocolFault {
        int from = upgraded ? 0 : openingEnd(bytes, to);
        int at = upgraded ? Frames.scan(bytes, from, to, Wire.MAX_MESSAGE, this) : 0;
        rest = at == to ? NOTHING : Arrays.copyOfRange(bytes, at, to);
    }

    /// Where the server's opening ends, if it is there.
    private int openingEnd(byte[] bytes, int to) throws ProtocolFault {
        String opening = new String(bytes, 0, to, StandardCharsets.ISO_8859_1);
        int end = opening.indexOf(HEAD_END);
        if (end >= 0) {
            deflated = upgrade.accepted(opening.substring(0, end), deflateOffered);
            upgraded = true;
        }
        return end + HEAD_END.length();
    }

    @Override
    public void frame(int head, byte[] bytes, int from, int length) throws ProtocolFault {
        if (ended) {
            return; // What follows a close is not for us.
        }
        int opcode = Frames.opcode(head);
        if (opcode >= Frames.CLOSE) {
            control(opcode, bytes, from, length);
        } else if (fragments == null && (head & Frames.FIN) != 0) {
            message(head, bytes, from, length);
        } else {
            fragment(head, bytes, from, length);
        }
    }

    private void fragment(int head, byte[] bytes, int from, int length) throws ProtocolFault {
        ByteArrayOutputStream whole = fragments;
        if (whole == null) {
            whole = new ByteArrayOutputStream();
            fragments = whole;
            firstHead = head;
        }
        whole.write(bytes, from, length);
        if (whole.size() > Wire.MAX_MESSAGE) {
            throw new ProtocolFault("The server sent a message of more than " + Wire.MAX_MESSAGE + " bytes.");
        }
        if ((head & Frames.FIN) != 0) {
            fragments = null;
            message(firstHead, whole.toByteArray(), 0, whole.size());
        }
    }

    private void control(int opcode, byte[] bytes, int from, int length) {
        switch (opcode) {
            case Frames.PING -> say(wire.frames.pong(Arrays.copyOfRange(bytes, from, from + length)));
            case Frames.CLOSE -> {
                int code = length < 2 ? 1005 : ((bytes[from] & 0xFF) << 8) | (bytes[from + 1] & 0xFF);
                end(code, length <= 2 ? "" : new String(bytes, from + 2, length - 2, StandardCharsets.UTF_8));
            }
            default -> {
                // A pong nobody asked for is allowed.
            }
        }
    }

    private void message(int head, byte[] bytes, int from, int length) throws ProtocolFault {
        if ((head & Frames.COMPRESSED) == 0) {
            text(bytes, from, length);
            return;
        }
        if (!deflated) {
            throw new ProtocolFault("The server sent a compressed message without having agreed on compression.");
        }
        byte[] inflated = wire.inflation.inflate(bytes, from, length);
        text(inflated, 0, inflated.length);
    }

    private void text(byte[] bytes, int from, int length) throws ProtocolFault {
        int stamp = Payload.find(bytes, from, length, wire.stampHint);
        if (stamp < 0) {
            hear(ServerMessage.decode(bytes, from, length));
            return;
        }
        wire.stampHint = stamp - from;
        delivered++;
        owner.delivered(this, Payload.event(bytes, stamp), Payload.timeNanos(bytes, stamp));
    }

    private void hear(ServerMessage message) {
        switch (message) {
            case ServerMessage.Established(String socketId) -> {
                subscribe.apply(socketId).lines().forEach(line -> say(wire.frames.text(line)));
                if (subscriptions == 0) {
                    owner.ready(this);
                }
            }
            case ServerMessage.Subscribed _ -> {
                if (++subscribed == subscriptions) {
                    owner.ready(this);
                }
            }
            case ServerMessage.Ping _ -> say(wire.frames.text(ClientMessages.PONG));
            case ServerMessage.Refused(int code, String sentence) -> owner.refused(this, code, sentence);
            case ServerMessage.Other _ -> {
                // Others' business: members that come and go, counts.
            }
        }
    }

    private void say(ByteBuffer frame) {
        try {
            pipe.write(frame);
        } catch (IOException failure) {
            end(ABNORMAL, Wire.sentence(failure));
        }
    }
}
