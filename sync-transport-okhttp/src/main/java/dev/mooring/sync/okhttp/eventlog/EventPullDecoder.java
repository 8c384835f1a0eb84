package dev.mooring.sync.okhttp.eventlog;

import com.squareup.moshi.JsonDataException;
import com.squareup.moshi.JsonEncodingException;
import com.squareup.moshi.JsonReader;
import dev.mooring.sync.Cursor;
import dev.mooring.sync.SyncReport.Mismatch;
import dev.mooring.sync.okhttp.SinkGuard;
import dev.mooring.sync.okhttp.WireResponse;
import dev.mooring.sync.okhttp.json.Garbage;
import dev.mooring.sync.okhttp.json.SliceBuffer;
import dev.mooring.sync.spi.Answer;
import dev.mooring.sync.spi.Ask;
import dev.mooring.sync.spi.ChangeSink;
import dev.mooring.sync.spi.ChangeSink.Incoming;
import dev.mooring.sync.spi.Page;
import dev.mooring.sync.spi.ProtocolException;
import java.io.EOFException;
import java.io.IOException;
import java.util.Collections;
import org.jspecify.annotations.Nullable;

/**
 * Decodes {@code /do/events}: the whole rest of the log in one body, taken in slices.
 *
 * <p>The request asks for one event more than is needed: the one at our cursor. If it is not the first in the answer, or not
 * the one that we know, then this is not the history that we have followed, and nothing of it is taken.
 *
 * <p>After that every event must be the next one. The position after each is a true one, so every slice moves the cursor. A
 * body that is cut short gives up to its last whole event; one that turns into garbage gives no more than the slices
 * before.
 */
final class EventPullDecoder {

    private final String attempted;
    private final EventForm form;
    private final Ask.Pull ask;
    private final SliceBuffer slices;
    private final JsonReader json;
    private final EventReader events;
    private long position;
    private Cursor reached;
    private @Nullable Event last;

    private EventPullDecoder(String attempted, EventForm form, Ask.Pull ask, WireResponse response, ChangeSink sink) {
        this.attempted = attempted;
        this.form = form;
        this.ask = ask;
        this.slices = new SliceBuffer(sink, this::reached);
        this.json = JsonReader.of(response.body());
        this.events = new EventReader(json, response.body());
        this.reached = ask.cursor();
    }

    static Answer decode(String attempted, EventForm form, Ask.Pull ask, WireResponse response, ChangeSink sink)
            throws IOException {
        SinkGuard guard = new SinkGuard(sink);
        return guard.run(() -> new EventPullDecoder(attempted, form, ask, response, guard).decode());
    }

    private Answer decode() throws IOException {
        LogCursor from = LogCursor.of(ask.cursor());
        position = from.sequence();
        Garbage.typed(attempted, () -> {
            events.begin();
            return events;
        });
        if (position > 0) {
            Answer contradiction = contradiction(from, next());
            if (contradiction != null) {
                return contradiction;
            }
        }
        for (Event event = next(); event != null; event = next()) {
            if (event.sequence() > position + 1) {
                slices.flush();
                return new Answer.Incompatible(
                        Mismatch.OTHER_HISTORY,
                        "the server's log has a hole: sequence " + event.sequence() + " follows " + position);
            }
            if (event.sequence() <= position) {
                throw Garbage.of(attempted, "sequence " + event.sequence() + " follows " + position, null);
            }
            add(event);
        }
        slices.flush();
        return new Answer.Settled(Collections.emptyList(), new Page(reached, false), null);
    }

    private static Answer other(String reason) {
        return new Answer.Incompatible(Mismatch.OTHER_HISTORY, reason);
    }

    private @Nullable Answer contradiction(LogCursor from, @Nullable Event anchor) {
        if (anchor == null) {
            return new Answer.Incompatible(
                    Mismatch.KNOWS_LESS,
                    "the server's log ends before sequence " + from.sequence()
                            + ", where this client is: the server lost data, or this is another log");
        }
        if (anchor.sequence() < from.sequence()) {
            throw Garbage.of(attempted, "sequence " + anchor.sequence() + " is before what was asked for", null);
        }
        if (anchor.sequence() > from.sequence()) {
            return other("the server's log has no event at sequence " + from.sequence()
                    + ", where this client is; the next is " + anchor.sequence());
        }
        return from.matches(anchor)
                ? null
                : other("the server's event at sequence " + from.sequence()
                        + " is not the one that this client has seen there");
    }

    /** The next event, or null behind the last. */
    private @Nullable Event next() throws IOException {
        try {
            if (events.hasNext()) {
                return events.next();
            }
            events.end();
            Garbage.requireEnd(json);
            return null;
        } catch (JsonDataException | JsonEncodingException e) {
            throw garbage(Garbage.words(e), e);
        } catch (EOFException e) {
            slices.flush();
            throw garbage("the body ends too early", e);
        } catch (IOException e) {
            slices.flush();
            throw e;
        }
    }

    private ProtocolException garbage(@Nullable String what, Exception cause) {
        return Garbage.of(
                attempted, "behind " + events.read() + " whole events, sequence " + position + ": " + what, cause);
    }

    private void add(Event event) {
        Incoming incoming = form.incoming(event);
        position = event.sequence();
        last = event;
        slices.add(incoming);
    }

    /** True behind the last whole one: it moves the cursor. */
    private @Nullable Cursor reached() {
        if (last != null) {
            reached = LogCursor.after(last);
        }
        return reached;
    }
}
