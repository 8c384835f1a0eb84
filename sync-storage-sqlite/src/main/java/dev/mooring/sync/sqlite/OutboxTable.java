package dev.mooring.sync.sqlite;

import dev.mooring.sync.Mutation;
import dev.mooring.sync.spi.OutboxEntry;
import dev.mooring.sync.sqlite.internal.apply.Images;
import dev.mooring.sync.sqlite.internal.driver.SqlConnection;
import dev.mooring.sync.sqlite.internal.driver.SqlStatement;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The unsettled mutations; {@link Schema} says how they are numbered and counted. */
final class OutboxTable implements Images {
    private static final String SELECT = "SELECT seq, " + Columns.MUTATION + ", size FROM mooring_outbox WHERE seq ";

    private static final String OF_MUTATION = " WHERE collection = ? AND key = ? AND id = ?";

    private final SqlStatement insert;
    private final SqlStatement insertAbove;
    private final SqlStatement before;
    private final SqlStatement renew;
    private final SqlStatement last;
    private final SqlStatement from;
    private final SqlStatement fromNotHeld;
    private final SqlStatement ofKey;
    private final SqlStatement between;
    private final SqlStatement delete;
    private final SqlStatement noteRemoval;
    private final OutboxKeys keys;
    private long lastSeq = -1;
    private boolean writable;

    OutboxTable(SqlConnection<?> sql) {
        keys = new OutboxKeys(sql);
        insert = sql.statement(
                "INSERT INTO mooring_outbox (seq, " + Columns.MUTATION + ", size) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)");
        insertAbove = sql.statement("INSERT INTO mooring_outbox (seq, " + Columns.MUTATION
                + ", size, before) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)");
        before = sql.statement("SELECT before IS NULL, before FROM mooring_outbox" + OF_MUTATION);
        renew = sql.statement("UPDATE mooring_outbox SET before = ?" + OF_MUTATION);
        last = sql.statement("SELECT max(last_removed, coalesce((SELECT max(seq) FROM mooring_outbox), 0)), removed"
                + " FROM mooring_scope");
        from = sql.statement(SELECT + "> ? ORDER BY seq");
        fromNotHeld = sql.statement(SELECT + "> ? AND (key = '' OR NOT EXISTS (SELECT 1 FROM mooring_parked AS parked"
                + " WHERE parked.state = 'QUARANTINED' AND parked.collection = mooring_outbox.collection"
                + " AND parked.key = mooring_outbox.key)) ORDER BY seq");
        ofKey = sql.statement(SELECT + "> ? AND collection = ? AND key = ? ORDER BY seq");
        between = sql.statement(SELECT + "BETWEEN ? AND ? ORDER BY seq");
        delete = sql.statement("DELETE FROM mooring_outbox WHERE seq BETWEEN ? AND ?");
        noteRemoval =
                sql.statement("UPDATE mooring_scope SET removed = removed + ?, last_removed = max(last_removed, ?)");
    }

    /** Another process may have written since: the numbers are read anew in each transaction. */
    void begin(boolean writing) {
        lastSeq = -1;
        writable = writing;
        keys.forget();
        if (writing && keys.mayHaveIndex() && count() == 0) {
            keys.dropIndex();
        }
    }

    long append(Mutation mutation, int size) {
        return append(mutation, size, insert);
    }

    /** As above, with the row that lies below it. */
    long append(Mutation mutation, int size, String below) {
        return append(mutation, size, insertAbove.set(10, below));
    }

    private long append(Mutation mutation, int size, SqlStatement statement) {
        if (lastSeq < 0) {
            lastSeq = counters()[0];
        }
        long seq = lastSeq + 1;
        Columns.bind(statement.set(1, seq), 2, mutation).set(9, size).run();
        lastSeq = seq;
        keys.added(mutation);
        return seq;
    }

    @Override
    public @Nullable String before(Mutation mutation) {
        if (!mayHold(mutation.collection(), mutation.key())) {
            return null;
        }
        of(before, 1, mutation);
        boolean known = before.next() && before.number(1) == 0;
        String image = known ? before.text(2) : null;
        before.reset();
        return image;
    }

    @Override
    public void renew(Mutation mutation, String image) {
        if (mayHold(mutation.collection(), mutation.key())) {
            of(renew.set(1, image), 2, mutation).run();
        }
    }

    boolean holds(Mutation mutation) {
        if (!mayHold(mutation.collection(), mutation.key())) {
            return false;
        }
        boolean found = of(before, 1, mutation).next();
        before.reset();
        return found;
    }

    private boolean mayHold(String collection, String key) {
        if (!keys.looked()) {
            keys.look(count(), writable);
        }
        return keys.mayHold(collection, key);
    }

    private static SqlStatement of(SqlStatement statement, int first, Mutation mutation) {
        return statement
                .set(first, mutation.collection())
                .set(first + 1, mutation.key())
                .set(first + 2, mutation.id().toString());
    }

    long count() {
        long[] counters = counters();
        return counters[0] - counters[1];
    }

    /** The last number given, and how many entries have left. */
    private long[] counters() {
        last.next();
        long[] counters = {last.number(1), last.number(2)};
        last.reset();
        return counters;
    }

    List<OutboxEntry> after(long seq, int maxCount, long maxBytes) {
        return slice(from.set(1, seq), maxCount, maxBytes);
    }

    /** Without the entries of a key that has a quarantined mutation. */
    List<OutboxEntry> notHeld(long seq, int maxCount, long maxBytes) {
        return slice(fromNotHeld.set(1, seq), maxCount, maxBytes);
    }

    List<OutboxEntry> ofKey(String collection, String key, long seq, int maxCount, long maxBytes) {
        return mayHold(collection, key)
                ? slice(ofKey.set(1, seq).set(2, collection).set(3, key), maxCount, maxBytes)
                : Collections.emptyList();
    }

    /** No {@code LIMIT ?}: SQLite compiles a statement anew each time that one is bound, which takes longer than a look-up. */
    private static List<OutboxEntry> slice(SqlStatement query, int maxCount, long maxBytes) {
        List<OutboxEntry> slice = new ArrayList<>();
        long bytes = 0;
        while (slice.size() < Math.max(1, maxCount) && query.next()) {
            OutboxEntry entry = entry(query);
            bytes += entry.size();
            if (!slice.isEmpty() && bytes > maxBytes) {
                break;
            }
            slice.add(entry);
        }
        query.reset();
        return slice;
    }

    List<OutboxEntry> entries(List<Long> seqs) {
        List<OutboxEntry> found = new ArrayList<>();
        Ranges.forEach(seqs, (first, end) -> {
            between.set(1, first).set(2, end);
            while (between.next()) {
                found.add(entry(between));
            }
        });
        return found;
    }

    private static OutboxEntry entry(SqlStatement row) {
        return new OutboxEntry(row.number(1), Columns.mutation(row, 2), (int) row.number(2 + Columns.MUTATION_COUNT));
    }

    void remove(List<Long> seqs) {
        Ranges.forEach(seqs, (first, end) -> {
            int gone = delete.set(1, first).set(2, end).run();
            if (gone != end - first + 1) {
                throw new IllegalStateException("of the entries " + first + " to " + end + " only " + gone
                        + " are in the outbox; they cannot be settled, roll back");
            }
        });
        if (!seqs.isEmpty()) {
            noteRemoval.set(1, seqs.size()).set(2, seqs.get(seqs.size() - 1)).run();
        }
    }

    Mutation take(long seq) {
        List<Long> seqs = Collections.singletonList(seq);
        List<OutboxEntry> found = entries(seqs);
        if (found.isEmpty()) {
            throw new IllegalStateException("entry " + seq + " is not in the outbox; it cannot be parked, roll back");
        }
        remove(seqs);
        return found.get(0).mutation();
    }
}
