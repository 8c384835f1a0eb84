package dev.mooring.sync.internal.merge;

import dev.mooring.sync.Change;
import dev.mooring.sync.ConflictPolicy.Conflict;
import dev.mooring.sync.spi.storage.OutboxEntry;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/**
 * A slice of a log, split into own changes and foreign ones: all that is known of it before the policy is asked.
 *
 * @param acked unsettled entries that the server has, in outbox order
 * @param overtaken those of them that stand behind a foreign change of the same key
 * @param applied changes for the app's handler, in the server's order
 * @param confirmed changes for the log, in the server's order
 * @param meetings which mutation meets which change
 * @param position of the last change
 */
public record Matched(
        List<OutboxEntry> acked,
        List<OutboxEntry> overtaken,
        List<Change> applied,
        List<Change> confirmed,
        List<Meeting> meetings,
        long position) {
    /** Keeps what it is given as it stands. */
    public Matched {
        acked = Collections.unmodifiableList(acked);
        overtaken = Collections.unmodifiableList(overtaken);
        applied = Collections.unmodifiableList(applied);
        confirmed = Collections.unmodifiableList(confirmed);
        meetings = Collections.unmodifiableList(meetings);
    }

    /** An unsettled entry, and the foreign change in its place. */
    public record Meeting(OutboxEntry entry, Change change) {}

    /** What the policy has to decide, in outbox order. */
    public List<Conflict> conflicts() {
        List<Conflict> conflicts = new ArrayList<>(meetings.size());
        for (Meeting meeting : meetings) {
            conflicts.add(new Conflict(meeting.entry().mutation(), meeting.change(), true));
        }
        return conflicts;
    }
}
