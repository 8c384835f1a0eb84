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
import dev.mooring.sync.spi.ChangeSink;
import dev.mooring.sync.spi.ChangeSink.Incoming;
import dev.mooring.sync.spi.Page;
import dev.mooring.sync.spi.ProtocolException;
import java.io.EOFException;
import java.io.IOException;
import java.util.Collections;
import org.jspecify.annotations.Nullable;

/**
 * Decodes {@code /do/events}: the rest of the log in one body, or a page of it, taken in slices.
 *
 * <p>The request asks for one event more than is needed: the one at our cursor. If it is not the first in the answer, or not
 * the one that we know, then this is not the history that we have followed, and nothing of it is taken.
 *
 * <p>After that every event must be the next one, but for those that the server says it may have dropped. The position after
 * each is a true one, so every slice moves the cursor. A body that is cut short gives up to its last whole event; one that turns
 * into garbage gives no more than the slices before.
 */
final class EventPullDecoder {

    private final String attempted;
    private final EventForm form;
    private final LogCursor from;
    private final LogFacts facts;
    private final SliceBuffer slices;
    private final JsonReader json;
    private final EventReader events;
    private long position;
    private Cursor reached;
    private @Nullable Event last;

    private EventPullDecoder(
            String attempted, EventForm form, LogCursor from, LogFacts facts, WireResponse response, ChangeSink sink) {
        this.attempted = attempted;
        this.form = form;
        this.from = from;
        this.facts = facts;
        this.slices = new SliceBuffer(sink, this::reached);
        this.json = JsonReader.of(response.body());
        this.events = new EventReader(json, response.body());
        this.position = from.sequence();
        this.reached = from.cursor();
    }

    /**
     * Takes the events in.
     *
     * @param from where the pull begins, with what is known of the log by now
     * @param facts what the answer tells of the log
     */
    static Answer decode(
            String attempted, EventForm form, LogCursor from, LogFacts facts, WireResponse response, ChangeSink sink)
            throws IOException {
        SinkGuard guard = new SinkGuard(sink);
        return guard.run(() -> new EventPullDecoder(attempted, form, from, facts, response, guard).decode());
    }

    private Answer decode() throws IOException {
        Garbage.typed(attempted, () -> {
            events.begin();
            return events;
        });
        Event event = next();
        if (position > 0) {
            Answer contradiction = contradiction(event);
            if (contradiction != null) {
                return contradiction;
            }
            event = event != null && event.sequence() == position ? next() : event;
        }
        for (; event != null; event = next()) {
            if (event.sequence() > position + 1 && isDamaged(event)) {
                slices.flush();
                return other("the server's log has a hole: sequence " + event.sequence() + " follows " + position);
            }
            if (event.sequence() <= position) {
                throw Garbage.of(attempted, "sequence " + event.sequence() + " follows " + position, null);
            }
            add(event);
        }
        slices.flush();
        if (!facts.more() && position < facts.latest()) {
            throw garbage("the log goes up to " + facts.latest(), null);
        }
        return new Answer.Settled(Collections.emptyList(), page(), null);
    }

    private Page page() {
        Page page = new Page(reached, facts.more());
        boolean countable = facts.more() && facts.latest() > position && facts.compactedTo() <= position;
        return countable ? page.expecting(facts.latest() - position) : page;
    }

    /** Whether what is missing before this event was not dropped by a compaction. */
    private boolean isDamaged(Event event) {
        return event.sequence() - 1 > facts.compactedTo();
    }

    private static Answer other(String reason) {
        return new Answer.Incompatible(Mismatch.OTHER_HISTORY, reason);
    }

    private @Nullable Answer contradiction(@Nullable Event anchor) {
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
            return isDamaged(anchor)
                    ? other("the server's log has no event at sequence " + from.sequence()
                            + ", where this client is; the next is " + anchor.sequence())
                    : null;
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

    private ProtocolException garbage(@Nullable String what, @Nullable Exception cause) {
        return Garbage.of(
                attempted, "behind " + events.read() + " whole events, sequence " + position + ": " + what, cause);
    }

    private void add(Event event) {
        Incoming incoming = from.placed(form.incoming(event));
        position = event.sequence();
        last = event;
        slices.add(incoming);
    }

    /** True behind the last whole one: it moves the cursor. */
    private @Nullable Cursor reached() {
        if (last != null) {
            reached = from.behind(last).cursor();
        }
        return reached;
    }
}
