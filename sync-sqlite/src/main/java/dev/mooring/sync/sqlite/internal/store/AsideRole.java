package dev.mooring.sync.sqlite.internal.store;

import dev.mooring.sync.spi.storage.AsideTx;
import dev.mooring.sync.spi.storage.Unreadable;
import dev.mooring.sync.sqlite.internal.apply.AsideRow;
import java.util.ArrayList;
import java.util.List;

/** The rows that are set aside, in a transaction. */
final class AsideRole implements AsideTx {
    private final TxSession<?> session;

    AsideRole(TxSession<?> session) {
        this.session = session;
    }

    @Override
    public long count() {
        return AsideRow.count(session.reading().sql);
    }

    @Override
    public boolean holds(String collection, String key) {
        return session.reading().unreadable.isAside(collection, key);
    }

    @Override
    public void put(List<Unreadable> rows) {
        session.writing().unreadable.put(rows);
    }

    @Override
    public List<Unreadable> unreadable(int limit) {
        return session.reading().unreadable.list(limit);
    }

    @Override
    public List<dev.mooring.sync.recovery.AsideRow> list(int limit) {
        List<dev.mooring.sync.recovery.AsideRow> rows = new ArrayList<>();
        for (AsideRow row : AsideRow.list(session.reading().sql, limit)) {
            rows.add(new dev.mooring.sync.recovery.AsideRow(
                    row.collection(), row.key(), row.reason(), row.waitsForCollection(), row.waitsForKey(), row.at()));
        }
        return rows;
    }

    @Override
    public void readable(String collection, String key) {
        session.writing().unreadable.readable(collection, key);
    }

    @Override
    public void forget(long listing) {
        session.writing().unreadable.forget(listing);
    }
}
