package dev.mooring.sync.okhttp.entitysync;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.mooring.sync.Cursor;
import dev.mooring.sync.okhttp.LiveDialect;
import dev.mooring.sync.spi.Answer;
import dev.mooring.sync.spi.Ask;
import dev.mooring.sync.spi.ChangeSink.Incoming;
import dev.mooring.sync.spi.Outcome;
import dev.mooring.sync.spi.Page;
import dev.mooring.sync.spi.WakeUps.End;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A session, with a record of what it says, and what core and the transport do with it. */
final class LiveDevice implements LiveDialect.Output {
    static final Instant AT = Instant.parse("2026-11-20T23:50:00Z");
    static final String ECHO = "9007199254740991";

    final EntityLive session;
    final List<String> sent = new ArrayList<>();
    final List<String> acknowledged = new ArrayList<>();
    final List<End> ends = new ArrayList<>();
    Cursor cursor = new Cursor("listed:3:moved:sync_x");
    int lives;
    int hints;
    int brought;
    int shown;

    LiveDevice(boolean repertoire) {
        this(repertoire, "");
    }

    LiveDevice(boolean repertoire, String account) {
        session = new EntityLive(this, repertoire, account);
        session.opened();
    }

    /** Connected, pulled, and told by both streams that there is nothing. */
    static LiveDevice settled(boolean repertoire) {
        LiveDevice device = new LiveDevice(repertoire);
        device.says(welcome(AT));
        device.pulls(AT.plusSeconds(1));
        device.bySequence(10);
        device.byTime();
        device.heard();
        device.brought = 0;
        device.shown = 0;
        return device;
    }

    /** The stream by sequence, which is asked for now, shows rows up to a sequence. */
    void bySequence(long highest, String... frames) {
        long from = ((Double) request().get("lastSeq")).longValue();
        for (String frame : frames) {
            says(frame);
        }
        says(end(frames.length == 0 ? from : highest));
    }

    /** The same by time, which shows the sequence that was asked for. */
    void byTime(String... frames) {
        long name = ((Double) request().get("lastSeq")).longValue();
        assertTrue(name > Long.parseLong(ECHO) - 1_000_000, "a stream by time is asked for behind all rows");
        for (String frame : frames) {
            says(frame);
        }
        says(end(name));
    }

    /** The last message, which asks for a stream. */
    Map<?, ?> request() {
        assertFalse(sent.isEmpty(), "nothing was asked for");
        Map<?, ?> request = (Map<?, ?>) Tree.of(sent.remove(sent.size() - 1));
        assertEquals("SYNC_REQUEST", request.get("type"), request.toString());
        return request;
    }

    void says(String text) {
        session.received("", text);
    }

    void pulls(@Nullable Instant at) {
        begins();
        ends(at);
    }

    void begins() {
        session.exchanging(new Ask.Pull(cursor));
    }

    void ends(@Nullable Instant at) {
        Ask pull = new Ask.Pull(cursor);
        session.exchanged(pull, new Answer.Settled(List.of(), new Page(cursor, false, true), null), at);
    }

    void fails() {
        session.exchanged(new Ask.Pull(cursor), null, null);
    }

    void pushes(Ask.Push push, Instant at) {
        session.exchanging(push);
        List<Outcome> outcomes = new ArrayList<>();
        push.mutations().forEach(each -> outcomes.add(new Outcome.Accepted(each.id(), -1)));
        session.exchanged(push, new Answer.Settled(outcomes, new Page(cursor, false), null), at);
    }

    /** Core asks what was heard, and takes it. */
    List<Incoming> heard() {
        LiveDialect.Heard heard = session.heard(cursor);
        List<Incoming> changes = new ArrayList<>();
        heard.slices().forEach(slice -> changes.addAll(slice.changes()));
        cursor = heard.page().cursor();
        session.taken(true);
        return changes;
    }

    /** What was heard, in short: {@code +key} or {@code -key}. */
    List<String> keys() {
        List<String> keys = new ArrayList<>();
        heard().forEach(each ->
                keys.add((each.unreadable() != null ? "?" : each.change().tombstone() ? "-" : "+")
                        + each.change().key()));
        return keys;
    }

    LiveMark mark() {
        return EntityCursor.live(cursor);
    }

    // ---- frames

    static String welcome(Instant at) {
        return "{\"type\":\"WELCOME\",\"timestamp\":\"" + at + "\",\"message\":\"Connected to Mirubato sync\"}";
    }

    static String end(long lastSeq) {
        return "{\"type\":\"SYNC_RESPONSE\",\"timestamp\":\"2026-11-20T23:55:00.000Z\",\"message\":\"Sync"
                + " complete\",\"lastSeq\":"
                + lastSeq + "}";
    }

    static String ack(long lastSeq) {
        return end(lastSeq).replace("Sync complete", "Mutation applied");
    }

    /** Somebody puts an entry over the socket. */
    static String created(String id, long seq, Instant at) {
        return "{\"type\":\"ENTRY_CREATED\",\"entry\":" + entry(id) + ",\"timestamp\":\"" + at + "\",\"seq\":" + seq
                + "}";
    }

    static String entry(String id) {
        return "{\"id\":\"" + id
                + "\",\"timestamp\":1793527200000,\"duration\":60,\"type\":\"practice\",\"instrument\":\"piano\","
                + "\"pieces\":[],\"techniques\":[],\"goal_ids\":[],\"goalIds\":[\"g1\"],\"notes\":null,\"mood\":null,\"tags\":[],"
                + "\"createdAt\":\"2026-11-01T10:00:00.000Z\",\"updatedAt\":\"2026-11-01T10:00:00.000Z\",\"sync_version\":1,"
                + "\"user_id\":\"u1\"}";
    }

    static String deleted(String id, long seq, Instant at) {
        return "{\"type\":\"ENTRY_DELETED\",\"entryId\":\"" + id + "\",\"timestamp\":\"" + at + "\",\"seq\":" + seq
                + "}";
    }

    /** As a stream shows it. */
    static String tombstone(String id, long seq) {
        return "{\"type\":\"ENTRY_DELETED\",\"entryId\":\"" + id
                + "\",\"timestamp\":\"2026-11-20T23:54:00.000Z\",\"seq\":" + seq + ",\"lastSeq\":" + seq + "}";
    }

    static String entries(String lastSeq, String... ids) {
        List<String> rows = new ArrayList<>();
        for (String id : ids) {
            rows.add(entry(id));
        }
        return "{\"type\":\"BULK_SYNC\",\"entries\":[" + String.join(",", rows)
                + "],\"timestamp\":\"2026-11-20T23:54:00.000Z\",\"lastSeq\":" + lastSeq + "}";
    }

    static String piece(String score, String title) {
        return "{\"id\":\"p1\",\"score_id\":\"" + score + "\",\"scoreId\":\"" + score + "\",\"title\":\"" + title
                + "\",\"status\":\"learning\",\"tags\":[]}";
    }

    static String pieces(String lastSeq, String... rows) {
        return "{\"type\":\"REPERTOIRE_BULK_SYNC\",\"pieces\":[" + String.join(",", rows)
                + "],\"timestamp\":\"2026-11-20T23:54:00.000Z\",\"lastSeq\":" + lastSeq + "}";
    }

    // ---- what the session says

    @Override
    public void send(String text) {
        sent.add(text);
    }

    @Override
    public void live() {
        lives++;
    }

    @Override
    public void woken(boolean data) {
        if (data) {
            brought++;
        } else {
            hints++;
        }
    }

    @Override
    public void shown() {
        shown++;
    }

    @Override
    public void acknowledged(@Nullable String refusal) {
        acknowledged.add(String.valueOf(refusal));
    }

    @Override
    public void over(End end) {
        ends.add(end);
    }
}
