package dev.mooring.sync.okhttp.entitysync;

import com.squareup.moshi.JsonDataException;
import dev.mooring.sync.Cursor;
import dev.mooring.sync.okhttp.LiveDialect;
import dev.mooring.sync.okhttp.entitysync.LiveFrame.Kind;
import dev.mooring.sync.okhttp.entitysync.SyncStream.By;
import dev.mooring.sync.spi.Answer;
import dev.mooring.sync.spi.Ask;
import dev.mooring.sync.spi.Page;
import dev.mooring.sync.spi.WakeUps;
import dev.mooring.sync.spi.WakeUps.End;
import java.io.IOException;
import java.time.Instant;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * One connection to the socket of an entity-sync server (§2). Pure: {@link dev.mooring.sync.okhttp.OkHttpTransport} owns the socket.
 *
 * <p>A message is either data or a hint. {@link Freshness} says what is newer than all that core has from elsewhere:
 * <ul>
 *   <li>A deletion that a stream shows is data, and so is a piece, as it looks the same on every way.
 *   <li>What somebody has just made, and the server has stored, is data by its time.
 *   <li>An entry that a stream shows is a hint, as it is shown there without the fields that the socket's schema lacks. So are plans,
 *       which no stream shows, and whatever is in doubt. A hint is followed by a pull, or by a stream.
 * </ul>
 *
 * <p>Streams are asked for at each connection and each beat, as the socket tells nothing of writes over HTTP, and some others.
 *
 * <p>The class is long as each message and each exchange touches several of its parts, and the order in which it does so is the
 * protocol. The parts themselves decide what they know.
 */
final class EntityLive implements LiveDialect.Session {
    private static final int MOST_BAD = 20;
    private static final String TAKEN = "Mutation applied";

    private final LiveDialect.Output out;
    private final String account;
    private final Freshness freshness = new Freshness();
    private final SyncRequests requests = new SyncRequests();
    private final Seen seen = new Seen();
    private final Inbox inbox = new Inbox();
    private final LiveProgress progress;
    private final PieceSending pieces;
    private final PullOwed pull = new PullOwed();

    private @Nullable SyncStream stream;
    /** Goes with every message, and counts for nothing there. */
    private Instant told = Instant.EPOCH;

    private boolean begun;
    private boolean over;
    private int bad;
    private long highest;

    /**
     * A new connection.
     *
     * @param repertoire whether pieces sync
     * @param account the user whose entities these are; empty if that is not known
     */
    EntityLive(LiveDialect.Output out, boolean repertoire, String account) {
        this.out = out;
        this.account = account;
        this.progress = new LiveProgress(repertoire);
        this.pieces = new PieceSending(repertoire);
    }

    @Override
    public void opened() {}

    // ---- what comes

    @Override
    public void received(String type, String text) {
        if (over) {
            return;
        }
        LiveFrame frame;
        try {
            frame = LiveFrames.read(text);
        } catch (IOException | JsonDataException e) {
            unreadable();
            return;
        }
        bad = 0;
        told = frame.at() == null ? told : frame.at();
        if (!begun) {
            begun = true;
            out.live();
        }
        take(frame);
        if (frame.kind() != Kind.RESPONSE || !frame.words().equals(TAKEN)) {
            ask(); // Behind an acknowledgement the next piece of a batch may follow.
        }
    }

    /** What it was is shown by the streams of the next beat; one that lacks it moves no mark. */
    private void unreadable() {
        if (stream != null) {
            stream.spoil();
        }
        if (++bad > MOST_BAD) {
            end(new End(
                    WakeUps.Kind.GARBAGE,
                    "the socket of the server sent " + bad + " messages in a row that cannot be read",
                    null));
        }
    }

    private void take(LiveFrame frame) {
        switch (frame.kind()) {
            case RESPONSE -> {
                if (frame.words().equals(TAKEN)) {
                    acknowledged(frame.lastSeq());
                } else {
                    ended(frame);
                }
            }
            case ERROR -> refused(frame.words());
            case ENTRY -> entry(frame);
            case ENTRIES -> entries(frame);
            case PIECES -> streamed(frame, EntityCollection.PIECE);
            case ENTRY_GONE -> gone(frame, EntityCollection.ENTRY);
            case PIECE_GONE -> gone(frame, EntityCollection.PIECE);
            case PIECE -> {
                if (progress.takesPieces()) {
                    requests.again(By.SEQ);
                }
            }
            case PLAN -> hint();
            case WELCOME, PONG, OTHER -> {}
        }
    }

    /** Only a pull tells what it is about. */
    private void hint() {
        pull.owe();
        out.woken(false);
    }

    private void entry(LiveFrame frame) {
        EntityRow row = frame.rows().get(0);
        boolean data = isData(frame)
                && !row.state().isEmpty()
                && isMine(row)
                && !inbox.hasGone(row)
                && !seen.isGone(
                        EntityCollection.ENTRY, row.key()); // It was deleted, and stays so on the server (hole 2).
        highest = Math.max(highest, frame.seq());
        if (data) {
            inbox.put(row);
            out.woken(true);
        } else {
            hint();
        }
    }

    /** Whether what came unasked is newer than all that is known: also of each stream, whose rows tell no sequence. */
    private boolean isData(LiveFrame frame) {
        return stream == null && frame.seq() > highest && freshness.isNewer(frame.at()) && !inbox.isFull();
    }

    private boolean isMine(EntityRow row) {
        return account.isEmpty() || row.owner().isEmpty() || row.owner().equals(account);
    }

    private void entries(LiveFrame frame) {
        if (stream != null) {
            stream.showed(frame);
        }
        boolean news = false;
        for (EntityRow row : frame.rows()) {
            news |= row.isNameless() || seen.note(row);
        }
        if (news) {
            hint();
        }
    }

    private void gone(LiveFrame frame, EntityCollection type) {
        if (frame.key().isEmpty()) {
            hint(); // Another device announces what it wrote.
        } else if (type == EntityCollection.PIECE && !progress.takesPieces()) {
            return;
        } else if (frame.isOfStream()) {
            streamed(frame, type);
        } else if (type == EntityCollection.ENTRY && isData(frame)) {
            highest = frame.seq();
            inbox.put(EntityRow.gone(type, frame.key()));
            out.woken(true);
        } else {
            requests.again(By.SEQ);
        }
    }

    /** What a stream shows that is data if nothing has come between. */
    private void streamed(LiveFrame frame, EntityCollection type) {
        SyncStream of = stream;
        if (of == null) { // Of one that was given up.
            requests.again(By.SEQ);
            return;
        }
        of.showed(frame);
        if (type == EntityCollection.PIECE && !progress.takesPieces()) {
            return;
        }
        if (frame.kind() == Kind.PIECES) {
            frame.rows().forEach(row -> streamed(of, row));
        } else {
            streamed(of, EntityRow.gone(type, frame.key()));
        }
    }

    private void streamed(SyncStream of, EntityRow row) {
        if (!seen.isNews(row)) {
            return;
        }
        if (freshness.isNewer(of.asked())) {
            inbox.put(row);
            if (inbox.isFilling()) {
                out.woken(true);
            }
        }
    }

    private void ended(LiveFrame frame) {
        SyncStream of = stream;
        if (of == null) {
            return;
        }
        if (of.isEndOfAnother(frame)) {
            end(new End(
                    WakeUps.Kind.LOST,
                    "the socket of the server told the end of a stream that had ended already, or was not asked for",
                    null));
            return;
        }
        stream = null;
        boolean answered =
                frame.words().equals("Sync complete") || frame.words().equals("No new data to sync");
        if (!answered) {
            return; // The next beat asks again.
        }
        boolean mayGo = pieces.outlived(of.asked());
        if (!freshness.isNewer(of.asked())) {
            requests.again(of.by());
        } else if (of.isCut() && progress.hasToStartOver(of, frame)) {
            requests.fromStart();
            hint();
        } else if (of.isWhole(frame)) {
            progress.ended(of, frame);
            highest = Math.max(highest, progress.ahead().seq());
        }
        if (inbox.waits() || mayGo) {
            out.woken(true);
        }
        settle();
    }

    /** Moves on to where the streams have come, when all that they showed is taken. */
    private void settle() {
        if (inbox.isEmpty() && pull.isPaid()) {
            if (progress.settle()) {
                out.woken(true);
            }
            if (progress.hasShown()) {
                out.shown();
            }
        }
    }

    // ---- what goes

    private void ask() {
        if (over || !begun || stream != null || pieces.isWaiting() || !freshness.isQuiet() || inbox.isFull()) {
            return;
        }
        SyncStream next = requests.next(
                progress.mark(), progress.takesPieces() ? null : freshness.answered(), freshness.now(), told);
        stream = next;
        if (next != null) {
            out.send(next.request());
        }
    }

    @Override
    public void beat() {
        if (over) {
            return;
        }
        Map<String, Object> ping = new TreeMap<>();
        ping.put("type", "PING");
        ping.put("timestamp", Times.text(told));
        out.send(Tree.write(ping));
        SyncStream of = stream;
        if (of != null && of.isOverdue()) {
            end(new End(
                    WakeUps.Kind.SILENT,
                    "the socket of the server did not say within two beats what has changed",
                    null));
        } else if (begun && of == null) {
            progress.beat();
            requests.all();
            ask();
        }
    }

    private void end(End end) {
        over = true;
        stream = null;
        inbox.clear();
        out.over(end);
    }

    @Override
    public boolean carries(String collection) {
        return !collection.equals(EntityCollection.PIECE.collection())
                || (progress.knowsPieces() && pieces.mayBegin() && !over);
    }

    @Override
    public @Nullable String next(Ask.Push push, int settled) {
        String message = over || !progress.knowsPieces() ? null : pieces.next(push, settled, told);
        if (message != null) {
            freshness.wrote();
            if (!inbox.isEmpty()) {
                forget(); // What waits may be older than what is written now.
            }
        }
        return message;
    }

    private void acknowledged(long sequence) {
        Outgoing piece = pieces.acknowledged(sequence);
        if (piece != null) {
            seen.note(piece);
            out.acknowledged(null);
        }
    }

    /** Nothing tells what an error is about. */
    private void refused(String words) {
        if (!pieces.isWaiting()) {
            pieces.refused();
            stream = null; // The next beat asks again.
        } else if (stream == null) {
            pieces.refused();
            out.acknowledged(words);
        } else {
            end(new End(
                    WakeUps.Kind.LOST,
                    "the socket of the server refused one of two messages, and did not say which",
                    null));
        }
    }

    // ---- what goes on beside

    @Override
    public boolean isFull() {
        return inbox.isFull();
    }

    @Override
    public void exchanging(Ask ask) {
        freshness.begins();
        if (inbox.dropListed()) {
            progress.stay();
            requests.all();
        }
        if (progress.core(ask.cursor(), ask instanceof Ask.Pull)) {
            seen.clear();
            forget();
        }
        if (ask instanceof Ask.Pull) {
            pull.begins();
        }
    }

    private void forget() {
        inbox.clear();
        progress.forget();
        requests.all();
    }

    @Override
    public void exchanged(Ask ask, @Nullable Answer answer, @Nullable Instant at) {
        boolean first = !freshness.isBegun();
        boolean whole = freshness.ends(ask, answer, at);
        if (ask instanceof Ask.Pull) {
            pull.ends(whole, answer instanceof Answer.Settled);
        }
        if (first && whole) {
            requests.all();
        }
        if (pieces.isWaiting()) {
            end(new End(WakeUps.Kind.LOST, "the socket of the server did not acknowledge an event", null));
            return;
        }
        if (ask instanceof Ask.Push push && answer instanceof Answer.Settled settled) {
            announce(push, settled);
        }
        settle();
        ask();
    }

    private void announce(Ask.Push push, Answer.Settled settled) {
        boolean wrote = false;
        for (Outgoing written : Written.of(push, settled.outcomes())) {
            seen.note(written);
            wrote |= !written.goesOverChannel();
        }
        if (wrote && begun && !over && pieces.mayAnnounce()) {
            out.send(pieces.announcement(told, freshness.now()));
            if (pieces.isInDoubt()) {
                requests.again(By.SEQ);
            }
        }
    }

    @Override
    public LiveDialect.Heard heard(Cursor from) {
        progress.core(from, false);
        Cursor at = EntityCursor.of(from).heard(from, progress.offer(pull.isPaid()));
        return new LiveDialect.Heard(inbox.hand(), new Page(at, pull.isOwed()));
    }

    @Override
    public void taken(boolean all) {
        if (!all) {
            seen.clear(); // Core may know it otherwise by now.
            forget();
        } else {
            inbox.taken().forEach(seen::note);
            settle();
        }
        ask();
    }
}
