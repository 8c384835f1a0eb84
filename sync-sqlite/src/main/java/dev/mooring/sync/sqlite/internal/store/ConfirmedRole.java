package dev.mooring.sync.sqlite.internal.store;

import dev.mooring.sync.Change;
import dev.mooring.sync.spi.storage.Confirmed;
import dev.mooring.sync.spi.storage.ConfirmedTx;
import dev.mooring.sync.spi.storage.LogExtent;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What the server has confirmed, in a transaction. */
final class ConfirmedRole implements ConfirmedTx {
    private final TxSession<?> session;
    private final boolean keepLog;

    ConfirmedRole(TxSession<?> session, boolean keepLog) {
        this.session = session;
        this.keepLog = keepLog;
    }

    @Override
    public @Nullable Confirmed get(String collection, String key) {
        return session.reading().rows.get(collection, key);
    }

    @Override
    public List<Confirmed> get(String collection, Collection<String> keys) {
        return session.reading().rows.get(collection, keys);
    }

    @Override
    public List<Confirmed.Told> told(String collection, Collection<String> keys) {
        return session.reading().rows.told(collection, keys);
    }

    @Override
    public void put(List<Confirmed> rows) {
        session.writing().rows.put(rows);
    }

    @Override
    public void seen(String collection, Collection<String> keys, long listing) {
        session.writing().rows.seen(collection, keys, listing);
    }

    @Override
    public List<Confirmed> unseen(long listing, int limit) {
        return session.reading().rows.unseen(listing, limit);
    }

    @Override
    public List<Confirmed> behind(String collection, String key, int limit) {
        return session.reading().rows.behind(collection, key, limit);
    }

    @Override
    public long count(long before) {
        return session.reading().rows.count(before);
    }

    @Override
    public void log(List<Change> changes) {
        LogTable log = session.writing().log;
        if (keepLog) {
            log.add(changes);
        }
    }

    @Override
    public List<Change> log(long after, int limit) {
        LogTable log = session.reading().log;
        return keepLog ? log.after(after, limit) : Collections.emptyList();
    }

    @Override
    public LogExtent logExtent() {
        return session.reading().log.extent();
    }

    @Override
    public boolean trimLog(long upTo) {
        return session.writing().log.trim(upTo);
    }

    @Override
    public void markLog(List<LogExtent.Mark> marks) {
        session.writing().log.mark(marks);
    }

    @Override
    public void forget(String collection, String key) {
        session.writing().rows.forget(collection, key);
    }

    @Override
    public void forget() {
        Session<?> open = session.writing();
        open.rows.clear();
        open.log.clear();
    }
}
