package dev.mooring.sync.okhttp.changeset;

import dev.mooring.sync.Cursor;
import dev.mooring.sync.Mutation;
import dev.mooring.sync.SyncException;
import dev.mooring.sync.okhttp.LiveDialect;
import dev.mooring.sync.spi.Answer;
import dev.mooring.sync.spi.Ask;
import dev.mooring.sync.spi.ChangeSink.Incoming;
import dev.mooring.sync.spi.ProtocolException;
import dev.mooring.sync.spi.TransportException;
import dev.mooring.sync.spi.WakeUps.End;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.function.UnaryOperator;
import okio.Buffer;
import okio.ByteString;
import org.jspecify.annotations.Nullable;

/** A session without a socket. Whatever it sends has to be a frame that servers know, as they end of any other. */
final class CellSession implements LiveDialect.Output {
    static final ByteString SERVER = ByteString.decodeHex("bfee623d0c3e4ee4b03a2e60ee06083e");
    static final ByteString SITE = ByteString.decodeHex("0102030405060708090a0b0c0d0e0f10");
    static final Schema SCHEMA = new Schema("init", 7);

    final LiveDialect.Session session;
    final List<Frame> sent = new ArrayList<>();
    final List<String> said = new ArrayList<>();
    final List<Incoming> came = new ArrayList<>();
    final List<LiveDialect.@Nullable Reading> reading = new ArrayList<>();
    Cursor cursor;
    long nanos;
    int pings;
    private int waits;
    private @Nullable UnaryOperator<Cursor> last;

    CellSession(Cursor cursor) {
        this(cursor, SITE, SCHEMA, false);
    }

    CellSession(Cursor cursor, ByteString site, Schema schema, boolean statusless) {
        this(cursor, site, schema, statusless, new Unproven());
    }

    CellSession(Cursor cursor, ByteString site, Schema schema, boolean statusless, Unproven unproven) {
        this.cursor = cursor;
        this.session =
                new ChangesetSession(this, site, new Setup(schema, statusless, () -> nanos, SliceMaker.MOST, unproven));
    }

    static Cursor at(long version, long acked) {
        return new ChangesetCursor(SITE, version, acked, SERVER).cursor();
    }

    static Frame.Status status(String stage, @Nullable Long acked) {
        return new Frame.Status(true, SERVER, "init", 7L, "7", stage, acked, null, null);
    }

    static Frame.Status refusal(String stage, String reason) {
        return new Frame.Status(false, SERVER, "init", 7L, "7", stage, null, reason, "words");
    }

    static Frame.Start start(long since) {
        return new Frame.Start(since, 0, List.of(SERVER), false);
    }

    static Frame.Changes changes(long since, long... versions) {
        List<Cell> cells = new ArrayList<>();
        for (long version : versions) {
            ByteString key = PackedKey.write(List.of(new Value.Whole(version)));
            cells.add(new Cell("note", key, "title", new Value.Text("t"), 1, version, null, 1, 0));
        }
        return new Frame.Changes(SERVER, since, 0, cells);
    }

    /** Through the handshake, with a pull that is answered. */
    CellSession live(long acked) {
        session.opened();
        pull();
        hears(status("handshake", acked), start(acked), status("steady", acked), status("apply_ack", acked));
        sent.clear();
        said.clear();
        return this;
    }

    boolean pull() {
        return session.begin(new Ask.Pull(cursor), 0);
    }

    boolean push(long... versions) {
        return session.begin(batch(versions), 0);
    }

    Ask.Push batch(long... versions) {
        List<Mutation> mutations = new ArrayList<>();
        for (long version : versions) {
            mutations.add(CellDevice.insert(version, "t", version));
        }
        Ask.Push push = new Ask.Push(UUID.randomUUID(), cursor, Instant.EPOCH, mutations);
        return new Ask.Push(push.key(), cursor, Instant.EPOCH, mutations, Batch.wire(push));
    }

    CellSession hears(Frame... frames) {
        for (Frame frame : frames) {
            hears(Frames.write(frame));
        }
        return this;
    }

    CellSession hears(ByteString bytes) {
        try {
            session.read(new Buffer().write(bytes), bytes.size(), 1 << 20, Runnable::run);
        } catch (IOException impossible) {
            throw new IllegalStateException(impossible);
        }
        return this;
    }

    Frame last() {
        return sent.get(sent.size() - 1);
    }

    /** What waits is taken, as an exchange does. */
    void drain() {
        waits = 0;
        if (last != null) {
            cursor = last.apply(cursor);
        }
    }

    @Override
    public void send(String text) {
        throw new AssertionError("a text ends these servers: " + text);
    }

    @Override
    public void send(ByteString message) {
        sent.add(Frames.read(message));
    }

    @Override
    public void ping() {
        pings++;
    }

    @Override
    public void slice(
            List<Incoming> changes, @Nullable UnaryOperator<Cursor> after, LiveDialect.@Nullable Reading how) {
        reading.add(how);
        came.addAll(changes);
        waits++;
        last = after == null ? last : after;
    }

    @Override
    public int waiting() {
        return waits;
    }

    @Override
    public void ready() {
        session.go();
    }

    @Override
    public void answered(Answer answer) {
        drain();
        if (answer instanceof Answer.Settled settled) {
            StringBuilder words = new StringBuilder("settled");
            settled.outcomes()
                    .forEach(outcome ->
                            words.append(' ').append(outcome.getClass().getSimpleName()));
            said.add(words + (settled.page().more() ? " more" : ""));
            cursor = settled.page().cursor();
        } else {
            said.add(((Answer.Incompatible) answer).mismatch().toString());
        }
    }

    @Override
    public void failed(SyncException failure) {
        said.add(
                failure instanceof TransportException e
                        ? e.kind() + " " + e.delivery()
                        : ((ProtocolException) failure).kind().toString());
    }

    @Override
    public void again() {
        said.add("again");
    }

    @Override
    public void live() {
        said.add("live");
    }

    @Override
    public void woken(boolean brought) {
        said.add("woken " + brought);
    }

    @Override
    public void acknowledged(@Nullable String refusal) {
        throw new AssertionError("nobody asked");
    }

    @Override
    public void over(End end) {
        said.add("over " + end.kind());
    }
}
