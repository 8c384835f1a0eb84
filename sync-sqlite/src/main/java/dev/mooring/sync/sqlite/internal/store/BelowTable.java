package dev.mooring.sync.sqlite.internal.store;

import dev.mooring.sync.Mutation;
import dev.mooring.sync.spi.storage.OutboxEntry;
import dev.mooring.sync.sqlite.internal.apply.Images;
import dev.mooring.sync.sqlite.spi.SqlConnection;
import dev.mooring.sync.sqlite.spi.SqlStatement;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The rows below the unsettled mutations of synced tables.
 *
 * <p>A captured mutation has the row below it beside it in the outbox. Once the server has changed that row, the images beside the
 * mutations of the key are void, and to write them anew would take a write for each. So {@code mooring_below} has the row below the
 * first one, and up to which entry those beside the mutations are void. When mutations are settled from below, the row that lies
 * below the rest is that one with them on top, which is worked out here. A row of {@code mooring_below} whose key has no entry up to
 * there any more says nothing; it goes when the key is written again or the outbox is empty.
 */
final class BelowTable implements Images {
    private final OutboxTable outbox;
    private final ParkedTable parked;
    private final SqlStatement any;
    private final SqlStatement find;
    private final SqlStatement put;
    private final SqlStatement extend;
    private final SqlStatement move;
    private final SqlStatement delete;
    private final SqlStatement clear;
    private final SqlStatement settled;
    private final SqlStatement renumbered;
    private @Nullable Boolean some;

    BelowTable(SqlConnection<?> sql, OutboxTable outbox, ParkedTable parked) {
        this.outbox = outbox;
        this.parked = parked;
        any = sql.statement("SELECT EXISTS (SELECT 1 FROM mooring_below)");
        find = sql.statement(
                "SELECT upto, image, coalesce(crc, -1) FROM mooring_below WHERE collection = ? AND key = ?");
        put = sql.statement(
                "INSERT OR REPLACE INTO mooring_below (collection, key, upto, image, crc) VALUES (?, ?, ?, ?, ?)");
        extend = sql.statement("UPDATE mooring_below SET upto = ? WHERE collection = ? AND key = ?");
        move = sql.statement("UPDATE mooring_below SET image = ?, crc = ? WHERE collection = ? AND key = ?");
        delete = sql.statement("DELETE FROM mooring_below WHERE collection = ? AND key = ?");
        clear = sql.statement("DELETE FROM mooring_below");
        renumbered = sql.statement("UPDATE mooring_below SET upto = ? WHERE collection = ? AND key = ? AND upto >= ?");
        settled = sql.statement(
                "SELECT " + Columns.MUTATION_OF + ", coalesce(entry.crc, -1), below.image, coalesce(below.crc, -1)"
                        + " FROM mooring_outbox AS entry JOIN mooring_below AS below ON"
                        + " below.collection = entry.collection AND below.key = entry.key"
                        + " WHERE entry.seq BETWEEN ? AND ? AND entry.seq <= below.upto ORDER"
                        + " BY entry.seq");
    }

    /** What a mutation makes of a row. */
    @FunctionalInterface
    interface Step {
        /** The row in the exact encoding, before and after. */
        String on(Mutation mutation, String image);
    }

    /** Another process may have written since. */
    void begin() {
        some = null;
    }

    private boolean isEmpty() {
        Boolean known = some;
        if (known == null) {
            any.next();
            known = any.number(1) != 0;
            any.reset();
            some = known;
        }
        return !known;
    }

    @Override
    public @Nullable String below(String collection, String key) {
        String image = null;
        if (!isEmpty()) {
            find.set(1, collection).set(2, key);
            if (find.next() && find.number(1) >= lowest(collection, key)) {
                image = Columns.image("mooring_below", collection + "/" + key, find, 2, read -> read);
            }
            find.reset();
        }
        if (image != null) {
            return image;
        }
        OutboxTable.First first = first(collection, key);
        return first == null ? null : first.before();
    }

    /** The number of the first mutation of a key, which may have no row beside it as it came back with its user. */
    private long lowest(String collection, String key) {
        List<OutboxEntry> pending = outbox.ofKey(collection, key, 0, 1, 1);
        List<OutboxEntry> refused = parked.refused(collection, key, 0, 1, 1);
        long first = pending.isEmpty() ? Long.MAX_VALUE : pending.get(0).seq();
        return refused.isEmpty() ? first : Math.min(first, refused.get(0).seq());
    }

    /** Refused mutations that are in the rows lie among those of the outbox. */
    private OutboxTable.@Nullable First first(String collection, String key) {
        OutboxTable.First pending = outbox.first(collection, key);
        OutboxTable.First refused = parked.anyRefused() ? parked.first(collection, key) : null;
        return pending == null || (refused != null && refused.seq() < pending.seq()) ? refused : pending;
    }

    @Override
    public void lift(String collection, String key) {
        if (!isEmpty()) {
            delete.set(1, collection).set(2, key).run();
        }
    }

    @Override
    public void put(Mutation last, @Nullable String below) {
        long seq = outbox.seq(last);
        if (seq == OutboxTable.NOT_HERE) {
            OutboxEntry refused = parked.refused(last.id());
            seq = refused == null ? OutboxTable.NOT_HERE : refused.seq();
        }
        if (seq == OutboxTable.NOT_HERE) {
            return;
        }
        if (below == null) {
            extend.set(1, seq).set(2, last.collection()).set(3, last.key()).run();
            return;
        }
        put.set(1, last.collection())
                .set(2, last.key())
                .set(3, seq)
                .set(4, below)
                .set(5, Checksum.of(below))
                .run();
        some = true;
    }

    @Override
    public boolean isAnyPending() {
        return !outbox.isEmpty() || parked.anyRefused();
    }

    @Override
    public List<Mutation> pending(String collection, String key) {
        List<OutboxEntry> entries =
                new ArrayList<>(outbox.ofKey(collection, key, 0, Integer.MAX_VALUE, Long.MAX_VALUE));
        if (parked.anyRefused()) {
            entries.addAll(parked.refused(collection, key, 0, Integer.MAX_VALUE, Long.MAX_VALUE));
            entries.sort(Comparator.comparingLong(OutboxEntry::seq));
        }
        List<Mutation> mutations = new ArrayList<>(entries.size());
        entries.forEach(entry -> mutations.add(entry.mutation()));
        return mutations;
    }

    @Override
    public void renew(Mutation mutation, String before) {
        outbox.renew(mutation, before);
    }

    /** The server has confirmed entries where they lie, before they leave. */
    void settled(List<Long> seqs, Step step) {
        if (isEmpty()) {
            return;
        }
        Map<Key, String> images = new LinkedHashMap<>();
        Ranges.forEach(seqs, (first, end) -> {
            settled.set(1, first).set(2, end);
            while (settled.next()) {
                Mutation mutation = Columns.mutation(
                        "mooring_outbox", "of those settled", settled, 1, settled.number(1 + Columns.MUTATION_COUNT));
                Key key = new Key(mutation.collection(), mutation.key());
                String image = images.get(key);
                images.put(key, step.on(mutation, image == null ? below(key) : image));
            }
        });
        images.forEach((key, image) -> move.set(1, image)
                .set(2, Checksum.of(image))
                .set(3, key.collection())
                .set(4, key.key())
                .run());
    }

    private String below(Key key) {
        return Columns.image(
                "mooring_below", key.collection() + "/" + key.key(), settled, 2 + Columns.MUTATION_COUNT, read -> read);
    }

    /** An entry has another number: what is void beside it stays so. */
    void renumbered(long before, long now) {
        if (!isEmpty()) {
            OutboxEntry entry = entry(now);
            renumbered
                    .set(1, now)
                    .set(2, entry.mutation().collection())
                    .set(3, entry.mutation().key())
                    .set(4, before)
                    .run();
        }
    }

    private OutboxEntry entry(long seq) {
        List<Long> seqs = Collections.singletonList(seq);
        List<OutboxEntry> pending = outbox.entries(seqs);
        return (pending.isEmpty() ? parked.refused(seqs) : pending).get(0);
    }

    /** Entries have left. */
    void left() {
        if (!isEmpty() && outbox.count() == 0 && !parked.anyRefused()) {
            clear.run();
            some = false;
        }
    }

    private record Key(String collection, String key) {}
}
