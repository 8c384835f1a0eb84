package dev.mooring.sync.testing.conformance;

import dev.mooring.sync.testing.changeset.Bytes;
import dev.mooring.sync.testing.changeset.Cell;
import dev.mooring.sync.testing.changeset.Codec;
import dev.mooring.sync.testing.changeset.Message;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import okio.ByteString;
import org.jspecify.annotations.Nullable;

/** One socket of one client of a changeset server. Not thread-safe. */
final class ChangesetLine {
    final Bytes site;
    private final Wire wire;
    private final WireSocket socket;
    private final List<Message.Changes> frames = new ArrayList<>();

    /** What the server said of itself first; null for a server that never says it. */
    Message.@Nullable Status handshake;

    Message.@Nullable Start start;
    /** Why it ended; empty while it is open. */
    String end = "";

    private long version;

    ChangesetLine(Wire wire, WireSocket socket, Bytes site) {
        this.wire = wire;
        this.socket = socket;
        this.site = site;
    }

    /** A frame for a reader. */
    static String words(ByteString frame) {
        try {
            return Codec.read(frame.toByteArray()).toString();
        } catch (IllegalArgumentException e) {
            return frame.hex();
        }
    }

    WireSocket socket() {
        return socket;
    }

    void send(Message message) {
        socket.send(ByteString.of(Codec.write(message)));
    }

    /** The next message; null if none comes in time, or the socket ends. */
    @Nullable
    Message next(Duration patience) throws InterruptedException {
        Frame frame = socket.next(patience);
        if (frame == null) {
            return null;
        }
        ByteString bytes = frame.bytes();
        if (frame.isEnd()) {
            end = frame.text();
            return null;
        }
        if (bytes == null) {
            throw Ending.broken("the server sent a text frame: " + frame.text());
        }
        Message message;
        try {
            message = Codec.read(bytes.toByteArray());
        } catch (IllegalArgumentException e) {
            throw Ending.broken("the server sent a frame that nobody can read: " + e.getMessage());
        }
        if (message instanceof Message.Changes changes) {
            frames.add(changes);
        }
        return message;
    }

    /** The same, as long as something has to come. */
    @Nullable
    Message next() throws InterruptedException {
        return next(wire.patience());
    }

    /** Says who it is, and waits until it is asked for changes, refused, or left alone. */
    void announce(Message.Announce announce) throws InterruptedException {
        send(announce);
        for (Message message = next(); message != null; message = next()) {
            if (message instanceof Message.Status status) {
                handshake = status;
                if (!status.ok()) {
                    return;
                }
            } else if (message instanceof Message.Start asked) {
                start = asked;
                version = asked.since();
                return;
            }
        }
    }

    /** Whether the server never says how it stands. */
    boolean isStatusless() {
        return handshake == null;
    }

    /** {@code NOT_OFFERED} if the server never says how it stands. */
    ChangesetLine withStatus() {
        if (isStatusless()) {
            throw Ending.notOffered("the server never says how it stands");
        }
        return this;
    }

    /** How far the server has followed this client, as it said in the handshake. */
    long held() {
        Message.Start asked = start;
        return asked == null ? -1 : asked.since();
    }

    /** Sends a transaction behind the last one of this client, and does not wait. */
    void write(List<Cell> cells) {
        send(new Message.Changes(site, version, 0, cells));
        version = cells.get(cells.size() - 1).dbVersion();
    }

    /** The same, and the status of a server that takes it, however long it works on it; null if it says nothing. */
    @Nullable
    Message pushGood(List<Cell> cells) throws InterruptedException {
        write(cells);
        return answer(wire.exchange());
    }

    /** The same, and what the server says to it: a status or a refusal; null for neither. */
    @Nullable
    Message push(List<Cell> cells) throws InterruptedException {
        write(cells);
        return answer();
    }

    @Nullable
    Message answer() throws InterruptedException {
        return answer(wire.patience());
    }

    private @Nullable Message answer(Duration patience) throws InterruptedException {
        for (Message message = next(patience); message != null; message = next(patience)) {
            boolean steady = message instanceof Message.Status status && status.ok() && "steady".equals(status.stage());
            if (!steady && (message instanceof Message.Status || message instanceof Message.Reject)) {
                return message;
            }
        }
        return null;
    }

    /** Waits until all that the server has to say so far is said. */
    void fence() throws InterruptedException {
        fence(false);
    }

    /**
     * The same.
     *
     * @param something whether there has to be something that it says; a server that acknowledges nothing is given more time for it
     */
    void fence(boolean something) throws InterruptedException {
        if (isStatusless()) {
            if (something) {
                hear(1);
            }
            while (next(wire.quiet()) != null) {
                // What comes is kept.
            }
            return;
        }
        send(new Message.Changes(site, 0, 0, List.of()));
        if (!(answer(wire.exchange()) instanceof Message.Status)) {
            throw Ending.unclear("an empty frame of changes was not acknowledged");
        }
    }

    /** Waits until so many cells were told, or nothing comes any more. */
    List<Cell> hear(int count) throws InterruptedException {
        while (told().size() < count && next() != null) {
            // What comes is kept.
        }
        return told();
    }

    /** All cells so far, in order. */
    List<Cell> told() {
        List<Cell> told = new ArrayList<>();
        frames.forEach(frame -> told.addAll(frame.cells()));
        return told;
    }

    /** The frames that brought them. */
    List<Message.Changes> frames() {
        return frames;
    }

    Duration quiet() {
        return wire.quiet();
    }

    void close() {
        socket.close();
    }
}
