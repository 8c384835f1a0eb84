package dev.mooring.sync.okhttp.oplog;

import com.squareup.moshi.JsonDataException;
import com.squareup.moshi.JsonEncodingException;
import com.squareup.moshi.JsonReader;
import dev.mooring.sync.Change;
import dev.mooring.sync.Cursor;
import dev.mooring.sync.Mutation;
import dev.mooring.sync.SyncReport.Mismatch;
import dev.mooring.sync.okhttp.SinkGuard;
import dev.mooring.sync.okhttp.WireResponse;
import dev.mooring.sync.okhttp.json.ByName;
import dev.mooring.sync.okhttp.json.Exactly;
import dev.mooring.sync.okhttp.json.Garbage;
import dev.mooring.sync.okhttp.json.SliceBuffer;
import dev.mooring.sync.okhttp.json.TooLarge;
import dev.mooring.sync.spi.Answer;
import dev.mooring.sync.spi.Ask;
import dev.mooring.sync.spi.ChangeSink;
import dev.mooring.sync.spi.ChangeSink.Incoming;
import dev.mooring.sync.spi.Page;
import dev.mooring.sync.spi.ProtocolException;
import java.io.EOFException;
import java.io.IOException;
import java.util.Collections;
import java.util.UUID;
import okio.BufferedSource;
import org.jspecify.annotations.Nullable;

/**
 * Decodes the 200 of {@code /sync/pull}: the whole rest of the log in one body, taken in slices.
 *
 * <p>The request asks for one operation more than is needed: the one at our cursor. If another one comes first, or it is not
 * the one that we know, the server's database was restored from an older copy, whatever its numbers say by now, and nothing
 * of it is taken. That operation also keeps the list from ever being empty, where the server's reply names a sequence that
 * may cover what it did not list (§1.5).
 *
 * <p>Sequences ascend and have gaps (§1.4), and the position after each operation is a true one, so every slice moves the
 * cursor. The number that ends the reply never does (hole H). A body that is cut short gives up to its last whole operation;
 * one that turns into garbage gives no more than the slices before.
 */
final class OpPullDecoder {
    private static final String[] NAMES = {"datasetGenerationKey", "ops", "serverSeq"};
    private static final JsonReader.Options FIELDS = JsonReader.Options.of(NAMES);
    private static final int ALL = (1 << NAMES.length) - 1;
    private static final String NO_PAYLOAD = "null";

    private final String attempted;
    private final String kind;
    private final OpCursor from;
    private final SliceBuffer slices;
    private final BufferedSource source;
    private final long mostBytes;
    private final JsonReader json;
    private OpCursor reached;
    private boolean anchored;
    private @Nullable Answer contradiction;
    private long latest;
    private long position;
    private @Nullable Op last;

    private OpPullDecoder(String attempted, String kind, Ask.Pull ask, WireResponse response, ChangeSink sink) {
        this.attempted = attempted;
        this.kind = kind;
        this.from = OpCursor.of(ask.cursor());
        this.slices = new SliceBuffer(sink, this::reached);
        this.source = response.body();
        this.mostBytes = response.maxValueBytes();
        this.json = JsonReader.of(source);
        this.reached = from;
        this.position = from.sequence();
        this.anchored = from.sequence() == 0;
    }

    static Answer decode(String attempted, String kind, Ask.Pull ask, WireResponse response, ChangeSink sink)
            throws IOException {
        SinkGuard guard = new SinkGuard(sink);
        return guard.run(() -> new OpPullDecoder(attempted, kind, ask, response, guard).decode());
    }

    private Answer decode() throws IOException {
        try {
            read();
        } catch (TooLarge e) {
            // Whole up to there. It is not passed over: what stands behind it may build upon it.
            slices.flush();
            throw new ProtocolException(
                    anchored ? ProtocolException.Kind.HELD : ProtocolException.Kind.GARBAGE,
                    attempted + " came to the operation behind sequence " + position + ": " + e.getMessage()
                            + ". What stands before it is applied, and nothing behind it until then; what is written"
                            + " here stays in the outbox until the log shows it",
                    e);
        } catch (JsonDataException | JsonEncodingException e) {
            if (WireResponse.isCut(e)) {
                slices.flush();
            }
            throw garbage(Garbage.words(e), e);
        } catch (EOFException e) {
            slices.flush();
            throw garbage("the body ends too early", e);
        } catch (IOException e) {
            slices.flush();
            throw e;
        }
        if (contradiction == null && !anchored) {
            // The number at the end comes later than the operations, and may cover one that was not there yet (§1.5).
            String end = latest < from.sequence() ? "ends at sequence " + latest : "had come to an end before";
            contradiction = new Answer.Incompatible(
                    Mismatch.KNOWS_LESS,
                    "the server's log " + end + ", this client is at " + from.sequence()
                            + ": the server lost data, or this is another log");
        }
        if (contradiction != null) {
            return contradiction;
        }
        slices.flush();
        return new Answer.Settled(Collections.emptyList(), new Page(reached.cursor(), false).of(from.key()), null);
    }

    private void read() throws IOException {
        ByName members = new ByName(json, FIELDS, source);
        for (int field = members.next(); field >= 0; field = members.next()) {
            if (field == 0) {
                GenerationKeys.require(from.key(), Exactly.text(json));
            } else if (field == 2) {
                latest = Exactly.integer(json);
                if (latest < 0) { // Else it would pass for a server that has lost everything.
                    throw new JsonDataException("a log cannot end at " + latest);
                }
            } else if (!ops()) {
                return;
            }
        }
        Garbage.requireEnd(json);
        if (members.seen() != ALL) {
            throw new JsonDataException(NAMES[Integer.numberOfTrailingZeros(~members.seen())] + " is missing");
        }
    }

    /** False where the log contradicts the cursor: then the rest does not matter. */
    private boolean ops() throws IOException {
        json.beginArray();
        while (json.hasNext()) {
            Op op = OpReader.next(json, source, mostBytes);
            if (!anchored) {
                contradiction = contradiction(op);
                if (contradiction != null) {
                    return false;
                }
                anchored = true;
                continue;
            }
            if (op.sequence() <= position) {
                throw new JsonDataException("sequence " + op.sequence() + " follows " + position);
            }
            add(op);
        }
        json.endArray();
        return true;
    }

    private static Answer other(String reason) {
        return new Answer.Incompatible(Mismatch.OTHER_HISTORY, reason);
    }

    private @Nullable Answer contradiction(Op anchor) {
        if (anchor.sequence() < from.sequence()) {
            throw new JsonDataException("sequence " + anchor.sequence() + " is before what was asked for");
        }
        if (anchor.sequence() > from.sequence()) {
            return other("the server's log has no operation at sequence " + from.sequence()
                    + ", where this client is; the next is " + anchor.sequence());
        }
        return from.matches(anchor)
                ? null
                : other("the server's operation at sequence " + from.sequence()
                        + " is not the one that this client has seen there");
    }

    private ProtocolException garbage(@Nullable String what, Exception cause) {
        return Garbage.of(attempted, "behind sequence " + position + ": " + what, cause);
    }

    private void add(Op op) {
        position = op.sequence();
        last = op;
        slices.add(incoming(op));
    }

    private Incoming incoming(Op op) {
        if (op.unreadable() != null) {
            return Incoming.unreadable(op.sequence(), op.scope(), "the operation's " + op.unreadable());
        }
        boolean gone = op.payload().equals(NO_PAYLOAD);
        UUID own = op.stamp().id();
        Change change = new Change(
                op.sequence(),
                op.scope(),
                op.resource(),
                gone ? Mutation.DELETE : kind,
                op.payload(),
                gone,
                0,
                "",
                op.stamp().actor());
        return new Incoming(change, own == null ? "" : own.toString());
    }

    /** True behind the last whole one: it moves the cursor. */
    private @Nullable Cursor reached() {
        if (last != null) {
            reached = from.after(last);
        }
        return reached.cursor();
    }
}
