package dev.mooring.sync.testing.storage;

import dev.mooring.sync.Change;
import dev.mooring.sync.spi.storage.Confirmed;
import dev.mooring.sync.spi.storage.ConfirmedTx;
import dev.mooring.sync.spi.storage.LogExtent;
import dev.mooring.sync.testing.storage.MemoryData.Key;
import java.time.temporal.ChronoUnit;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** What the server has confirmed to an {@link InMemoryStorage}. */
final class MemoryConfirmed implements ConfirmedTx {
    /** In one transaction. */
    private static final int TRIMMED = 500;

    private final MemoryTurn turn;
    private final boolean keepLog;

    MemoryConfirmed(MemoryTurn turn, boolean keepLog) {
        this.turn = turn;
        this.keepLog = keepLog;
    }

    @Override
    public @Nullable Confirmed get(String collection, String key) {
        return turn.data().rows.get(new Key(collection, key));
    }

    @Override
    public void put(List<Confirmed> rows) {
        MemoryData data = turn.dataToWrite();
        for (Confirmed row : rows) {
            data.rowsToWrite()
                    .put(new Key(row.change().collection(), row.change().key()), row);
        }
    }

    @Override
    public List<Confirmed> get(String collection, Collection<String> keys) {
        return keys.stream()
                .map(key -> get(collection, key))
                .filter(Objects::nonNull)
                .toList();
    }

    @Override
    public List<Confirmed.Told> told(String collection, Collection<String> keys) {
        return get(collection, keys).stream()
                .map(row -> new Confirmed.Told(row.change().key(), row.told(), row.stamp()))
                .toList();
    }

    @Override
    public void seen(String collection, Collection<String> keys, long listing) {
        MemoryData data = turn.dataToWrite();
        for (String key : keys) {
            Confirmed row = data.rowsToWrite().get(new Key(collection, key));
            if (row == null) {
                throw new IllegalStateException(
                        "nothing is confirmed for " + collection + "/" + key + "; it cannot be seen again, roll back");
            }
            put(List.of(new Confirmed(row.change(), row.echo(), row.stamp(), row.own(), listing, row.told())));
        }
    }

    @Override
    public List<Confirmed> unseen(long listing, int limit) {
        return seenBefore(listing).limit(limit).toList();
    }

    @Override
    public List<Confirmed> behind(String collection, String key, int limit) {
        Comparator<Key> order = Comparator.comparing(Key::collection).thenComparing(Key::key);
        Key after = new Key(collection, key);
        return turn.data().rows.entrySet().stream()
                .filter(each -> order.compare(each.getKey(), after) > 0)
                .sorted(Map.Entry.comparingByKey(order))
                .limit(limit)
                .map(Map.Entry::getValue)
                .toList();
    }

    @Override
    public long count(long before) {
        return seenBefore(before).count();
    }

    private Stream<Confirmed> seenBefore(long listing) {
        return turn.data().rows.values().stream().filter(row -> !row.change().tombstone() && row.listing() < listing);
    }

    @Override
    public void log(List<Change> changes) {
        MemoryData data = turn.dataToWrite();
        if (!keepLog) {
            return;
        }
        for (Change change : changes) {
            if (data.logToWrite().putIfAbsent(change.position(), change) != null) {
                throw new IllegalStateException("the log has position " + change.position() + " already; roll back");
            }
        }
    }

    @Override
    public List<Change> log(long after, int limit) {
        MemoryData data = turn.data();
        return keepLog
                ? data.log.tailMap(after, false).values().stream().limit(limit).toList()
                : List.of();
    }

    @Override
    public LogExtent logExtent() {
        return turn.data().extent;
    }

    @Override
    public boolean trimLog(long upTo) {
        MemoryData data = turn.dataToWrite();
        NavigableMap<Long, Change> old = data.logToWrite().headMap(upTo, true);
        long last = upTo;
        for (int left = TRIMMED; !old.isEmpty() && left > 0; left--) {
            last = old.pollFirstEntry().getKey();
        }
        boolean more = !old.isEmpty();
        data.extent = new LogExtent(more ? last : upTo, data.extent.marks());
        return more;
    }

    @Override
    public void markLog(List<LogExtent.Mark> marks) {
        MemoryData data = turn.dataToWrite();
        List<LogExtent.Mark> kept = marks.stream()
                .map(mark -> new LogExtent.Mark(mark.position(), mark.at().truncatedTo(ChronoUnit.SECONDS)))
                .toList();
        data.extent = new LogExtent(data.extent.from(), kept);
    }

    @Override
    public void forget(String collection, String key) {
        turn.dataToWrite().rowsToWrite().remove(new Key(collection, key));
    }

    @Override
    public void forget() {
        MemoryData data = turn.dataToWrite();
        data.rowsToWrite().clear();
        data.logToWrite().clear();
        data.extent = LogExtent.WHOLE;
    }
}
