package dev.mooring.sync.okhttp.eventlog;

import dev.mooring.sync.Cursor;
import dev.mooring.sync.okhttp.LiveDialect;
import dev.mooring.sync.okhttp.json.SliceBuffer;
import dev.mooring.sync.spi.Page;
import java.util.ArrayList;
import java.util.List;

/**
 * What was heard of a log, as far as it continues it exactly. A message counts if it shows the event at the cursor, and that is the one
 * that is known here; what stands behind it is new. At the start of a log there is no such event, and the first one must be number 1.
 */
final class LogTail {
    private final List<Event> fresh = new ArrayList<>();
    private final LogCursor from;
    private LogCursor at;

    LogTail(Cursor from) {
        this.from = LogCursor.of(from);
        this.at = this.from;
    }

    /** The last sequence of a message. */
    static long end(List<Event> message) {
        return message.get(message.size() - 1).sequence();
    }

    long position() {
        return at.sequence();
    }

    /**
     * Takes a message.
     *
     * @param message its events in order, without a gap; not empty
     * @param facts what it tells of the log's end
     * @return false if it does not continue the log, so that only a pull can tell what is there
     */
    boolean take(List<Event> message, LogFacts facts) {
        if (!facts.history().isEmpty()
                && !at.history().isEmpty()
                && !facts.history().equals(at.history())) {
            return false;
        }
        if (end(message) < at.sequence()) {
            return true;
        }
        long anchor = at.sequence() - message.get(0).sequence();
        if (anchor < -1 || (anchor == -1 && at.sequence() > 0)) {
            return false;
        }
        if (anchor >= 0 && !at.matches(message.get((int) anchor))) {
            return false;
        }
        List<Event> behind = message.subList((int) anchor + 1, message.size());
        if (!behind.isEmpty()) {
            fresh.addAll(behind);
            at = at.behind(behind.get(behind.size() - 1)).told(at.history().isEmpty() ? LogFacts.NONE : facts);
        }
        return true;
    }

    /** All that was taken. */
    LiveDialect.Heard heard(EventForm form, boolean more) {
        List<LiveDialect.Slice> slices = new ArrayList<>();
        Event[] last = new Event[1];
        SliceBuffer buffer = new SliceBuffer(
                (changes, after) -> slices.add(new LiveDialect.Slice(changes, after)),
                () -> at.behind(last[0]).cursor());
        for (Event event : fresh) {
            last[0] = event;
            buffer.add(from.placed(form.incoming(event)));
        }
        buffer.flush();
        return new LiveDialect.Heard(slices, new Page(at.cursor(), more));
    }
}
