package dev.mooring.sync.sqlite.internal.store;

import dev.mooring.sync.Mutation;
import dev.mooring.sync.spi.storage.OutboxEntry;
import dev.mooring.sync.sqlite.spi.SqlConnection;
import dev.mooring.sync.sqlite.spi.SqlStatement;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The unsettled mutations; {@link MooringSchema} says how they are numbered and counted. */
final class OutboxTable {
    private static final String SELECT =
            "SELECT seq, " + Columns.MUTATION + ", size, " + Checksum.COLUMN + " FROM mooring_outbox WHERE seq ";

    static final long NOT_HERE = -1;

    private final SqlStatement insert;
    private final SqlStatement insertAbove;
    private final SqlStatement first;
    private final SqlStatement renew;
    private final SqlStatement byId;
    private final SqlStatement below;
    private final SqlStatement renumber;
    private final SqlStatement from;
    private final SqlStatement fromNotHeld;
    private final SqlStatement ofKey;
    private final SqlStatement between;
    private final SqlStatement delete;
    private final SqlStatement noteRemoval;
    private final ScopeTable scope;
    private final OutboxKeys keys;
    private final Recent recent = new Recent();
    private long lastSeq = -1;
    private long removed;
    private boolean empty;
    private boolean writable;

    OutboxTable(SqlConnection<?> sql, ScopeTable scope) {
        this.scope = scope;
        keys = new OutboxKeys(sql);
        insert = sql.statement("INSERT INTO mooring_outbox (seq, " + Columns.MUTATION
                + ", size, crc) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)");
        insertAbove = sql.statement("INSERT INTO mooring_outbox (seq, " + Columns.MUTATION
                + ", size, crc, before, before_crc) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)");
        first = sql.statement(
                "SELECT seq, before, coalesce(before_crc, -1) FROM mooring_outbox WHERE collection = ? AND key = ?"
                        + " AND before IS NOT NULL ORDER BY seq LIMIT 1");
        renew = sql.statement("UPDATE mooring_outbox SET before = ?, before_crc = ? WHERE seq = ? AND id = ?");
        byId = sql.statement("SELECT seq FROM mooring_outbox WHERE id = ?");
        below = sql.statement(
                "SELECT seq, before, coalesce(before_crc, -1) FROM mooring_outbox WHERE seq = ? AND before IS NOT"
                        + " NULL");
        renumber = sql.statement("UPDATE mooring_outbox SET seq = ? WHERE seq = ?");
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
        recent.clear();
        if (writing && keys.mayHaveIndex() && count() == 0) {
            keys.dropIndex();
        }
    }

    long append(Mutation mutation, int size) {
        return append(mutation, size, insert);
    }

    /** As above, with the row that lies below it. */
    long append(Mutation mutation, int size, String below) {
        return append(mutation, size, insertAbove.set(11, below).set(12, Checksum.of(below)));
    }

    private long next() {
        look();
        return lastSeq + 1;
    }

    /** Once a transaction, and before it changes what the head says. */
    private void look() {
        if (lastSeq < 0) {
            lastSeq = scope.head().last();
            removed = scope.head().removed();
            empty = scope.head().top() == 0;
        }
    }

    /** Puts an entry to the end, which may be here or among the parked; returns its number. */
    long renumber(long seq, ParkedTable parked) {
        long now = next();
        boolean here = renumber.set(1, now).set(2, seq).run() > 0;
        if (!here && !parked.renumber(seq, now)) {
            throw new IllegalStateException("entry " + seq + " is not there; it cannot be renumbered, roll back");
        }
        // One number is not used any more; that of a refused one is none of the outbox.
        noteRemoval.set(1, 1).set(2, here ? seq : now).run();
        lastSeq = now;
        removed++;
        recent.clear();
        keys.forget();
        return now;
    }

    private long append(Mutation mutation, int size, SqlStatement statement) {
        long seq = next();
        Columns.bind(statement.set(1, seq), 2, mutation)
                .set(9, size)
                .set(10, Checksum.of(mutation))
                .run();
        lastSeq = seq;
        empty = false;
        keys.added(mutation, seq);
        recent.put(mutation.id(), seq);
        return seq;
    }

    /** The first entry of a key that has a row below it. */
    @Nullable
    First first(String collection, String key) {
        List<Long> places = places(collection, key);
        if (places == null) {
            return first("mooring_outbox", first.set(1, collection).set(2, key));
        }
        for (long place : places) {
            First found = beside(place);
            if (found != null) {
                return found;
            }
        }
        return null;
    }

    /** What is beside an entry; null if there is nothing. */
    @Nullable
    First beside(long seq) {
        return first("mooring_outbox", below.set(1, seq));
    }

    static @Nullable First first(String table, SqlStatement query) {
        if (!query.next()) {
            return null;
        }
        long seq = query.number(1);
        First found = Columns.image(table, seq, query, 2, image -> new First(seq, image));
        query.reset();
        return found;
    }

    /** Where it is, and the row below it as it was when it was written. */
    record First(long seq, String before) {}

    void renew(Mutation mutation, String image) {
        long seq = seq(mutation);
        if (seq != NOT_HERE) {
            renew.set(1, image)
                    .set(2, Checksum.of(image))
                    .set(3, seq)
                    .set(4, mutation.id().toString())
                    .run();
        }
    }

    boolean holds(Mutation mutation) {
        return seq(mutation) != NOT_HERE;
    }

    /** Where a mutation is, found without a search among all of its key. */
    long seq(Mutation mutation) {
        Long known = recent.get(mutation.id());
        if (known != null) {
            return known;
        }
        if (!keys.lookedAtIds()) {
            keys.lookAtIds(count(), writable);
        }
        String id = mutation.id().toString();
        List<Long> places = keys.places(id);
        if (places != null) {
            for (long place : places) {
                if (!entry(place).isEmpty()) {
                    return place;
                }
            }
            return NOT_HERE;
        }
        byId.set(1, id);
        long seq = byId.next() ? byId.number(1) : NOT_HERE;
        byId.reset();
        return seq;
    }

    /** Null if the table has to be searched. */
    private @Nullable List<Long> places(String collection, String key) {
        if (!keys.lookedAtKeys()) {
            keys.lookAtKeys(count(), writable);
        }
        return keys.places(collection, key);
    }

    long count() {
        look();
        return lastSeq - removed;
    }

    /** Whether it was empty when the transaction began, and is still. Then nobody needs to look. */
    boolean isEmpty() {
        look();
        return empty;
    }

    List<OutboxEntry> after(long seq, int maxCount, long maxBytes) {
        return isEmpty() ? Collections.emptyList() : slice(from.set(1, seq), maxCount, maxBytes);
    }

    /** Without the entries of a key that has a quarantined mutation. */
    List<OutboxEntry> notHeld(long seq, int maxCount, long maxBytes) {
        return slice(fromNotHeld.set(1, seq), maxCount, maxBytes);
    }

    List<OutboxEntry> ofKey(String collection, String key, long seq, int maxCount, long maxBytes) {
        if (isEmpty()) {
            return Collections.emptyList();
        }
        List<Long> places = places(collection, key);
        if (places == null) {
            return slice(ofKey.set(1, seq).set(2, collection).set(3, key), maxCount, maxBytes);
        }
        List<OutboxEntry> found = new ArrayList<>();
        long bytes = 0;
        for (long place : places) {
            for (OutboxEntry entry : place <= seq ? Collections.<OutboxEntry>emptyList() : entry(place)) {
                bytes += entry.size();
                if (!found.isEmpty() && (bytes > maxBytes || found.size() >= maxCount)) {
                    return found;
                }
                found.add(entry);
            }
        }
        return found;
    }

    private List<OutboxEntry> entry(long seq) {
        return entries(Collections.singletonList(seq));
    }

    /** No {@code LIMIT ?}: SQLite compiles a statement anew each time that one is bound, which takes longer than a look-up. */
    private List<OutboxEntry> slice(SqlStatement query, int maxCount, long maxBytes) {
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

    private OutboxEntry entry(SqlStatement row) {
        long seq = row.number(1);
        Mutation mutation = Columns.mutation("mooring_outbox", seq, row, 2, row.number(3 + Columns.MUTATION_COUNT));
        OutboxEntry entry = new OutboxEntry(seq, mutation, (int) row.number(2 + Columns.MUTATION_COUNT));
        recent.put(entry.mutation().id(), entry.seq());
        return entry;
    }

    void remove(List<Long> seqs) {
        if (!seqs.isEmpty() && !recent.isEmpty()) {
            recent.removeAll(seqs.size() < 16 ? seqs : new HashSet<>(seqs));
        }
        gone(seqs);
    }

    private void gone(List<Long> seqs) {
        look();
        Ranges.forEach(seqs, (first, end) -> {
            int gone = delete.set(1, first).set(2, end).run();
            if (gone != end - first + 1) {
                throw new IllegalStateException("of the entries " + first + " to " + end + " only " + gone
                        + " are in the outbox; they cannot be settled, roll back");
            }
        });
        if (!seqs.isEmpty()) {
            noteRemoval.set(1, seqs.size()).set(2, seqs.get(seqs.size() - 1)).run();
            removed += seqs.size();
        }
    }

    Mutation take(long seq) {
        List<Long> seqs = Collections.singletonList(seq);
        List<OutboxEntry> found = entries(seqs);
        if (found.isEmpty()) {
            throw new IllegalStateException("entry " + seq + " is not in the outbox; it cannot be parked, roll back");
        }
        Mutation mutation = found.get(0).mutation();
        recent.remove(mutation.id()); // Without a search, as very many may be parked one by one.
        gone(seqs);
        return mutation;
    }
}
