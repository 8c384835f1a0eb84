package dev.mooring.sync.okhttp.changeset;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import okio.Buffer;
import okio.ByteString;
import org.jspecify.annotations.Nullable;

/**
 * Frames to bytes and back: §2 of the protocol's description, where a number is big-endian unless it is a {@code varUint} or {@code varInt}.
 * What only servers say among themselves is not read.
 */
final class Frames {
    private static final int ANNOUNCE = 1;
    private static final int CHANGES = 2;
    private static final int REJECT = 3;
    private static final int START = 4;
    private static final int PING = 7;
    private static final int PONG = 8;
    private static final int STATUS = 12;

    private static final int LEAST_LAST_SEEN = 25;
    private static final int LEAST_CELL = 30;

    private Frames() {}

    /** Takes the cells of a frame while it is read, so that the memory never holds all of them. */
    interface Taker {
        /**
         * Cells follow.
         *
         * @param head without any
         * @param count how many
         */
        void begin(Frame.Changes head, int count) throws IOException;

        /** The next one. */
        void cell(Cell cell) throws IOException;
    }

    /**
     * Reads a frame.
     *
     * @param taker of the cells
     * @return what it says; {@link Frame.Changes} without the cells that the taker has
     * @throws dev.mooring.sync.spi.ProtocolException if that is no frame
     * @throws IOException of the source, or of the taker
     */
    static Frame read(FrameReader from, Taker taker) throws IOException {
        int tag = from.u8("the tag");
        Frame frame = switch (tag) {
            case ANNOUNCE -> announce(from);
            case CHANGES -> changes(from, taker);
            case REJECT ->
                new Frame.Reject(
                        from.site("whose changes"), from.i64("a position", 0), from.varInt("a position's seq"));
            case START -> start(from);
            case PING -> new Frame.Ping();
            case PONG -> new Frame.Pong();
            case STATUS -> status(from);
            default -> throw FrameReader.garbage("a frame with the tag " + tag);
        };
        from.end();
        return frame;
    }

    /** Reads a frame that is all in memory, cells included. */
    static Frame read(ByteString bytes) {
        List<Cell> cells = new ArrayList<>();
        Taker taker = new Taker() {
            @Override
            public void begin(Frame.Changes head, int count) {}

            @Override
            public void cell(Cell cell) {
                cells.add(cell);
            }
        };
        try {
            Frame read = read(new FrameReader(new Buffer().write(bytes), bytes.size(), bytes.size()), taker);
            return read instanceof Frame.Changes head
                    ? new Frame.Changes(head.sender(), head.sinceVersion(), head.sinceSeq(), cells)
                    : read;
        } catch (IOException impossible) {
            throw new IllegalStateException("memory does not fail", impossible);
        }
    }

    private static Frame announce(FrameReader from) throws IOException {
        ByteString sender = from.site("the sender");
        List<Frame.LastSeen> lastSeens = new ArrayList<>();
        for (int n = from.count("the number of sites", LEAST_LAST_SEEN); n > 0; n--) {
            lastSeens.add(new Frame.LastSeen(
                    from.site("a site"), from.i64("a position", 0), from.varInt("a position's seq")));
        }
        return new Frame.Announce(sender, lastSeens, from.text("the schema's name"), from.i64("the schema's version"));
    }

    private static Frame changes(FrameReader from, Taker taker) throws IOException {
        Frame.Changes head = new Frame.Changes(
                from.site("the sender"), from.i64("a position", 0), from.varInt("a position's seq"), new ArrayList<>());
        int count = from.count("the number of cells", LEAST_CELL);
        taker.begin(head, count);
        for (int n = count; n > 0; n--) {
            taker.cell(from.cell());
        }
        return head;
    }

    private static Frame start(FrameReader from) throws IOException {
        long version = from.i64("a position", 0);
        long seq = from.varInt("a position's seq");
        List<ByteString> sites = new ArrayList<>();
        for (int n = from.count("the number of sites", Frame.SITE); n > 0; n--) {
            sites.add(from.site("a site"));
        }
        return new Frame.Start(version, seq, sites, from.bool("whether local changes alone are wanted"));
    }

    private static Frame status(FrameReader from) throws IOException {
        return new Frame.Status(
                from.bool("whether it is ok"),
                optional(from, () -> from.bytes("the server's site")),
                optional(from, () -> from.text("the schema's name")),
                optional(from, () -> from.i64("the schema's version")),
                optional(from, () -> from.text("the schema's hash")),
                optional(from, () -> from.text("the stage")),
                optional(from, () -> from.i64("the acknowledged version", 0)),
                optional(from, () -> from.text("the reason")),
                optional(from, () -> from.text("the message")));
    }

    private interface Reading<T> {
        T read() throws IOException;
    }

    /** One that the sender knows of, and says. */
    private static <T> @Nullable T optional(FrameReader from, Reading<T> reading) throws IOException {
        return from.isAtEnd() || !from.bool("whether a field is there") ? null : reading.read();
    }

    /**
     * Writes a frame.
     *
     * @param frame to be sent
     * @return its bytes
     */
    static ByteString write(Frame frame) {
        FrameWriter to = new FrameWriter();
        if (frame instanceof Frame.Announce announce) {
            to.u8(ANNOUNCE).site(announce.sender()).varUint(announce.lastSeens().size());
            for (Frame.LastSeen seen : announce.lastSeens()) {
                to.site(seen.site()).i64(seen.version()).varInt(seen.seq());
            }
            to.text(announce.schemaName()).i64(announce.schemaVersion());
        } else if (frame instanceof Frame.Changes changes) {
            to.u8(CHANGES).site(changes.sender()).i64(changes.sinceVersion()).varInt(changes.sinceSeq());
            to.varUint(changes.cells().size());
            changes.cells().forEach(to::cell);
        } else if (frame instanceof Frame.Reject reject) {
            to.u8(REJECT).site(reject.whose()).i64(reject.sinceVersion()).varInt(reject.sinceSeq());
        } else if (frame instanceof Frame.Start start) {
            to.u8(START).i64(start.sinceVersion()).varInt(start.sinceSeq());
            to.varUint(start.excludeSites().size());
            start.excludeSites().forEach(to::site);
            to.bool(start.localOnly());
        } else if (frame instanceof Frame.Status status) {
            write(to.u8(STATUS), status);
        } else {
            to.u8(frame instanceof Frame.Ping ? PING : PONG);
        }
        return to.written();
    }

    private static void write(FrameWriter to, Frame.Status status) {
        to.bool(status.ok());
        optional(to, status.site(), to::bytes);
        optional(to, status.schemaName(), to::text);
        optional(to, status.schemaVersion(), to::i64);
        optional(to, status.schemaHash(), to::text);
        optional(to, status.stage(), to::text);
        optional(to, status.ackDbVersion(), to::i64);
        optional(to, status.reason(), to::text);
        optional(to, status.message(), to::text);
    }

    private static <T> void optional(FrameWriter to, @Nullable T value, Consumer<T> writing) {
        to.bool(value != null);
        if (value != null) {
            writing.accept(value);
        }
    }
}
