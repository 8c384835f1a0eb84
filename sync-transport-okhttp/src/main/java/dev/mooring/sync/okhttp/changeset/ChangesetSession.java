package dev.mooring.sync.okhttp.changeset;

import dev.mooring.sync.Cursor;
import dev.mooring.sync.SyncException;
import dev.mooring.sync.SyncReport.Mismatch;
import dev.mooring.sync.okhttp.LiveDialect;
import dev.mooring.sync.spi.Answer;
import dev.mooring.sync.spi.Ask;
import dev.mooring.sync.spi.ChangeSink.Incoming;
import dev.mooring.sync.spi.Outcome;
import dev.mooring.sync.spi.Page;
import dev.mooring.sync.spi.ProtocolException;
import dev.mooring.sync.spi.TransportException;
import dev.mooring.sync.spi.TransportException.Delivery;
import dev.mooring.sync.spi.TransportException.Kind;
import dev.mooring.sync.spi.WakeUps;
import dev.mooring.sync.spi.WakeUps.End;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import okio.BufferedSource;
import okio.ByteString;
import org.jspecify.annotations.Nullable;

/**
 * One connection to a changeset server (§2.5). Pure: the transport owns the socket.
 *
 * <p>The client announces itself with the first exchange, as that says where it is. The server says who it is and what it holds, and then
 * streams. From there on a pull is a probe: an empty frame, whose acknowledgement comes behind all that the server had sent. One frame is
 * under way at a time, so an acknowledgement belongs to it. Whatever goes wrong ends the connection, as the server's side may be half dead
 * then and acknowledge what it has not applied.
 *
 * <p>A server that never says how it stands acknowledges nothing. It is asked by a ping for the end of what it had to send, and by the next
 * connection whether it has a batch.
 *
 * <p>The class is long as each message touches the exchange and the position alike.
 */
final class ChangesetSession implements LiveDialect.Session, SliceMaker.Into {
    private static final Duration PATIENCE = Duration.ofSeconds(10);
    private static final Duration STATUSLESS = Duration.ofSeconds(2);

    /** How old a connection may be that a pull goes over: a server can stop streaming without a word. */
    private static final Duration RENEWED = Duration.ofMinutes(5);

    /** How many slices of one frame wait before the app hears of them; the others are told of at the end of the frame. */
    private static final int MOST_UNTOLD = 2;

    private static final int MOST_WAITING = 8;
    private static final int MOST_TRIES = 2;

    private final LiveDialect.Output out;
    private final Schema schema;
    private final boolean statusless;
    private final LongSupplier nanos;
    private final ByteString site;
    private final Position position;

    private Phase phase = Phase.DIALLED;
    private Doing doing = Doing.NOTHING;
    private boolean statuses;
    private boolean silent;
    private boolean worn;
    private boolean mid;
    private long announcedAt;
    private long held;
    private long sentAt;
    private @Nullable ByteString server;
    private @Nullable Ask ask;
    private ChangesetCursor from = new ChangesetCursor(null, 0, 0, null);
    private @Nullable Batch batch;
    private int before;

    private enum Phase {
        DIALLED,
        OPEN,
        ANNOUNCED,
        STREAMING,
        OVER
    }

    /** How far the exchange is. */
    private enum Doing {
        NOTHING,
        /** It waits for the stream to begin. */
        BEGINNING,
        /** For a status, which may never come. */
        WAITING,
        PINGED,
        PROBED,
        /** Its answer is there, and changes before it are missing. */
        BEHIND_GAP,
        READY,
        SENT
    }

    /**
     * A new connection.
     *
     * @param site of this client
     * @param schema that the server has to have
     * @param statusless whether the server never says how it stands
     * @param nanos a monotonic clock
     */
    ChangesetSession(LiveDialect.Output out, ByteString site, Schema schema, boolean statusless, LongSupplier nanos) {
        this.out = out;
        this.site = site;
        this.schema = schema;
        this.statusless = statusless;
        this.nanos = nanos;
        this.position = new Position(out);
    }

    // ---- the exchange

    @Override
    public void opened() {
        phase = Phase.OPEN;
        out.live();
        if (ask != null) {
            announce();
        }
    }

    @Override
    public boolean begin(Ask next, int connections) {
        ChangesetCursor at = ChangesetCursor.of(next.cursor()).of(site);
        if (phase == Phase.OVER || site.size() != Frame.SITE) {
            return refuses(next);
        }
        if (phase == Phase.STREAMING && !serves(next, at)) {
            return false;
        }
        ask = next;
        from = at;
        before = connections;
        batch = next instanceof Ask.Push push ? new Batch(push) : null;
        if (phase == Phase.STREAMING) {
            stream();
        } else {
            doing = Doing.BEGINNING;
            if (phase == Phase.OPEN) {
                announce();
            }
        }
        return true;
    }

    private boolean refuses(Ask next) {
        if (phase == Phase.OVER) {
            return false;
        }
        ask = next;
        fail(new TransportException(
                Kind.REFUSED,
                Delivery.NOT_SENT,
                null,
                "nothing was asked of the server, as the storage has given this client no name",
                null));
        return true;
    }

    /** Whether this connection is as good as a new one. */
    private boolean serves(Ask next, ChangesetCursor at) {
        if (next instanceof Ask.Heard) {
            return true;
        }
        boolean fresh = nanos.getAsLong() - announcedAt < RENEWED.toNanos();
        return !worn && !position.isBroken() && (fresh || next instanceof Ask.Push) && position.follows(at.version());
    }

    private void announce() {
        ByteString known = from.server();
        List<Frame.LastSeen> seen = known == null || from.version() == 0
                ? Collections.emptyList()
                : Collections.singletonList(new Frame.LastSeen(known, from.version(), 0));
        position.begin(seen.isEmpty() ? 0 : from.version());
        phase = Phase.ANNOUNCED;
        announcedAt = nanos.getAsLong();
        send(new Frame.Announce(site, seen, schema.name(), schema.version()));
    }

    private void send(Frame frame) {
        out.send(Frames.write(frame));
    }

    /** The server streams, and the exchange is next. */
    private void stream() {
        if (ask instanceof Ask.Heard) {
            doing = Doing.PROBED;
            if (!mid) {
                done();
            }
        } else if (batch != null) {
            if (batch.isHeld(held) || (!statuses && before > 0 && held >= batch.last(held))) {
                settle(batch.accepted(), false);
            } else if (before >= MOST_TRIES) {
                fail(server(
                        Delivery.ANSWERED,
                        "the server was sent a batch, and shows the next connection that it has not taken it"));
            } else {
                doing = Doing.READY;
                out.ready();
            }
        } else if (statuses) {
            doing = Doing.PROBED;
            send(new Frame.Changes(site, held, 0, Collections.emptyList()));
        } else if (statusless || silent) {
            ping();
        } else {
            doing = Doing.WAITING;
        }
    }

    private void ping() {
        doing = Doing.PINGED;
        out.ping();
    }

    @Override
    public void go() {
        Batch going = batch;
        if (doing == Doing.READY && going != null) {
            doing = Doing.SENT;
            sentAt = held;
            send(new Frame.Changes(site, held, 0, going.cells(held)));
            if (!statuses) {
                out.again();
            }
        }
    }

    @Override
    public boolean mayBeSent() {
        return doing == Doing.SENT || (batch != null && before > 0);
    }

    @Override
    public Duration patience() {
        return doing == Doing.WAITING ? STATUSLESS : PATIENCE;
    }

    @Override
    public void silent() {
        if (doing == Doing.WAITING) {
            silent = true;
            ping();
        } else if (ask != null) {
            boolean sent = mayBeSent();
            String what = "the server said nothing for 10 s";
            fail(new TransportException(
                    Kind.OFFLINE, sent ? Delivery.MAYBE_SENT : Delivery.NOT_SENT, null, what, null));
            end(WakeUps.Kind.SILENT, what);
        }
    }

    @Override
    public void ponged() {
        if (doing == Doing.PINGED) {
            done();
        }
    }

    /** A pull has all that the server had when it was asked. */
    private void done() {
        if (position.isGapped()) {
            doing = Doing.BEHIND_GAP;
            return;
        }
        Ask asked = ask;
        if (asked != null) {
            boolean more = asked instanceof Ask.Check || position.isBroken();
            ChangesetCursor at = asked instanceof Ask.Check ? from : from.at(position.ours());
            answer(new Answer.Settled(Collections.emptyList(), page(at.held(held), more && out.waiting() > 0), null));
        }
    }

    private Page page(ChangesetCursor at, boolean more) {
        ByteString who = server;
        Page page = new Page(at.by(who).cursor(), more);
        return who == null ? page : page.of(who.hex()).holding(held);
    }

    private void settle(List<Outcome> outcomes, boolean more) {
        answer(new Answer.Settled(outcomes, page(from.held(held), more), null));
    }

    private void answer(Answer answer) {
        over();
        out.answered(answer);
    }

    private void fail(SyncException failure) {
        if (ask != null) {
            over();
            out.failed(failure);
        }
    }

    private void over() {
        ask = null;
        batch = null;
        doing = Doing.NOTHING;
    }

    private static TransportException server(Delivery delivery, String words) {
        return new TransportException(Kind.SERVER, delivery, null, words, null);
    }

    private void end(WakeUps.Kind kind, String words) {
        phase = Phase.OVER;
        out.over(new End(kind, words, null));
    }

    /** Ends the exchange and the connection: this server is not the one of the cursor. */
    private void incompatible(Mismatch mismatch, String words) {
        if (ask != null) {
            answer(new Answer.Incompatible(mismatch, words));
        }
        end(WakeUps.Kind.ABSENT, words);
    }

    // ---- what comes

    @Override
    public void received(String type, String text) {}

    @Override
    public void read(BufferedSource message, long length, long maxValueBytes, Consumer<Runnable> lock)
            throws IOException {
        try {
            SliceMaker slices = new SliceMaker(lock, this);
            Frame frame = Frames.read(new FrameReader(message, length, maxValueBytes), slices);
            if (frame instanceof Frame.Changes) {
                slices.end();
            } else {
                lock.accept(() -> took(frame));
            }
        } catch (ProtocolException e) {
            lock.accept(() -> garbage(e));
        }
    }

    private void garbage(ProtocolException e) {
        if (phase != Phase.OVER) {
            fail(e);
            end(WakeUps.Kind.GARBAGE, String.valueOf(e.getMessage()));
        }
    }

    private void took(Frame frame) {
        if (phase == Phase.OVER) {
            return;
        }
        if (frame instanceof Frame.Status status) {
            status(status);
        } else if (frame instanceof Frame.Start start) {
            start(start);
        } else if (frame instanceof Frame.Reject reject) {
            rejected(reject);
        } else if (frame instanceof Frame.Ping) {
            send(new Frame.Pong());
        } else if (frame instanceof Frame.Announce) {
            garbage(FrameReader.garbage("a server that announces itself as a client does"));
        }
    }

    /** Before anything else of a frame: false if this is another server. */
    private boolean isSame(ByteString who) {
        if (who.size() != Frame.SITE) {
            garbage(FrameReader.garbage("a site of " + who.size() + " bytes"));
            return false;
        }
        ByteString known = server == null ? from.server() : server;
        if (known != null && !known.equals(who)) {
            incompatible(
                    Mismatch.OTHER_HISTORY,
                    "the server is the site " + who.hex() + " and was " + known.hex() + ": its database was made anew");
            return false;
        }
        server = who;
        return true;
    }

    private void status(Frame.Status status) {
        statuses = true;
        ByteString who = status.site();
        if (who != null && !isSame(who)) {
            return;
        }
        if (!status.ok()) {
            refused(status);
            return;
        }
        if (isOtherSchema(status)) {
            incompatible(
                    Mismatch.OTHER_SCHEMA,
                    "the server has the schema " + status.schemaName() + " of version " + status.schemaVersion()
                            + ", and this app " + schema.name() + " of version " + schema.version());
            return;
        }
        Long acked = status.ackDbVersion();
        boolean ack = Frame.APPLY_ACK.equals(status.stage()) || status.stage() == null;
        if (ack && doing == Doing.SENT) {
            acknowledged(acked);
        } else if (acked != null && holds(acked) && ack && doing == Doing.PROBED && !(ask instanceof Ask.Heard)) {
            done();
        } else if (doing == Doing.WAITING && ask != null) {
            stream();
        }
    }

    private boolean isOtherSchema(Frame.Status status) {
        return (status.schemaName() != null && !status.schemaName().equals(schema.name()))
                || (status.schemaVersion() != null && status.schemaVersion() != schema.version());
    }

    /** False if the server holds less of this client's writes than it did. */
    private boolean holds(long acked) {
        if (acked < Math.max(from.acked(), held)) {
            incompatible(
                    Mismatch.KNOWS_LESS,
                    "the server holds this client's writes up to " + acked + ", and held them up to "
                            + Math.max(from.acked(), held) + ": it was restored from an older copy, or lost them");
            return false;
        }
        held = acked;
        return true;
    }

    private void acknowledged(@Nullable Long acked) {
        Batch sent = batch;
        if (sent == null) {
            return;
        }
        if (acked == null) {
            String what = "the server acknowledged a batch, and not which";
            fail(server(Delivery.MAYBE_SENT, what));
            end(WakeUps.Kind.AWAY, what);
        } else if (acked < sent.last(sentAt)) {
            incompatible(
                    Mismatch.KNOWS_LESS,
                    "the server acknowledged this client's writes up to " + acked + ", and was sent them up to "
                            + sent.last(sentAt));
        } else if (holds(acked)) {
            settle(sent.accepted(), false);
        }
    }

    private void refused(Frame.Status status) {
        String reason = String.valueOf(status.reason());
        String words =
                "the server refuses this client: " + reason + (status.message() == null ? "" : ", " + status.message());
        boolean sent = doing == Doing.SENT;
        switch (reason) {
            case "schema_mismatch" -> incompatible(Mismatch.OTHER_SCHEMA, words);
            case "peer_mismatch" -> incompatible(Mismatch.OTHER_HISTORY, words);
            case "apply_failed" -> {
                fail(
                        sent
                                ? new TransportException(
                                        Kind.INVALID,
                                        Delivery.ANSWERED,
                                        null,
                                        words + "; the batch is taken apart to find which one it is",
                                        null)
                                : server(Delivery.NOT_SENT, words));
                end(WakeUps.Kind.AWAY, words);
            }
            default -> {
                fail(server(mayBeSent() ? Delivery.MAYBE_SENT : Delivery.NOT_SENT, words));
                end(WakeUps.Kind.BUSY, words);
            }
        }
    }

    private void start(Frame.Start start) {
        if (phase != Phase.ANNOUNCED && phase != Phase.STREAMING) {
            garbage(FrameReader.garbage("a stream that nobody asked for"));
            return;
        }
        ByteString who =
                start.excludeSites().isEmpty() ? null : start.excludeSites().get(0);
        if ((who != null && !isSame(who)) || !holds(start.sinceVersion())) {
            return;
        }
        boolean first = phase == Phase.ANNOUNCED;
        phase = Phase.STREAMING;
        if (first && ask != null) {
            stream();
        }
    }

    private void rejected(Frame.Reject reject) {
        if (!reject.whose().equals(site)) {
            return;
        }
        worn = true; // It may have applied them all the same, and acknowledge them.
        Batch sent = batch;
        if (doing != Doing.SENT || sent == null) {
            return;
        }
        if (reject.sinceVersion() < from.acked()) {
            incompatible(
                    Mismatch.KNOWS_LESS,
                    "the server holds this client's writes up to " + reject.sinceVersion() + ", and held them up to "
                            + from.acked());
        } else {
            settle(sent.deferred("the server holds less than the batch follows"), true);
        }
    }

    // ---- the stream

    @Override
    public boolean begins(Frame.Changes head) {
        if (phase == Phase.OVER) {
            return false;
        }
        if (phase != Phase.STREAMING) {
            garbage(FrameReader.garbage("changes before the stream began"));
            return false;
        }
        if (!isSame(head.sender())) {
            return false;
        }
        if (position.takes(head.sinceVersion())) {
            mid = true;
            return true;
        }
        if (position.isBroken()) {
            String what = "the server sent changes that do not follow, also after it was told so";
            fail(new TransportException(
                    Kind.OFFLINE, mayBeSent() ? Delivery.MAYBE_SENT : Delivery.NOT_SENT, null, what, null));
            end(WakeUps.Kind.LOST, what);
        } else if (server != null) {
            send(new Frame.Reject(server, position.ours(), 0));
        }
        return false;
    }

    @Override
    public void slice(List<Incoming> changes, long whole) {
        boolean pushes = batch != null;
        ByteString who = server;
        if (phase == Phase.OVER
                || !position.slice(
                        changes,
                        whole,
                        pushes ? MOST_WAITING : Integer.MAX_VALUE,
                        at -> at.of(site).by(who))) {
            return;
        }
        boolean taken = ask instanceof Ask.Pull || ask instanceof Ask.Heard;
        if (!taken && out.waiting() == MOST_UNTOLD) {
            out.woken(true); // The rest of the frame waits for it.
        }
    }

    @Override
    public void ended(long highest) {
        mid = false;
        if (phase == Phase.OVER) {
            return;
        }
        position.ended(highest);
        if (position.isBroken()) {
            out.woken(false); // Some of it was dropped: a pull brings it.
        } else if (doing == Doing.BEHIND_GAP || ask instanceof Ask.Heard) {
            done();
        } else if (out.waiting() > 0 && !(ask instanceof Ask.Pull)) {
            out.woken(true);
        }
    }

    // ---- what other channels need

    @Override
    public void beat() {}

    @Override
    public void exchanging(Ask begun) {}

    @Override
    public void exchanged(Ask begun, @Nullable Answer answer, @Nullable Instant at) {}

    @Override
    public LiveDialect.Heard heard(Cursor cursor) {
        return new LiveDialect.Heard(new ArrayList<>(), new Page(cursor, true));
    }

    @Override
    public void taken(boolean all) {}

    @Override
    public boolean carries(String collection) {
        return true;
    }

    @Override
    public @Nullable String next(Ask.Push push, int settled) {
        return null;
    }
}
