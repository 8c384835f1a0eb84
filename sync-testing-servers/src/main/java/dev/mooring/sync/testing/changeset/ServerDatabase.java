package dev.mooring.sync.testing.changeset;

import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * One database of the server: its rows, their clocks, and how far it has followed each client. Thread-safe. The class is long as all of it
 * is under one lock, and a test writes and looks here.
 */
public final class ServerDatabase {
    private record Place(ServerRow row, String column) {}

    private record Rule(String table, Predicate<Map<String, @Nullable Object>> refuses, String words) {}

    private final Object lock;
    private final Bytes site;
    private final BiConsumer<Bytes, List<Cell>> applied;
    private final Runnable written;
    private final Map<String, Map<Bytes, ServerRow>> rows = new LinkedHashMap<>();
    private final NavigableMap<Long, Set<Place>> byVersion = new TreeMap<>();
    private final Map<Bytes, Long> tracked = new LinkedHashMap<>();
    private final List<Rule> rules = new ArrayList<>();
    private ServerSchema schema;
    private long version;

    ServerDatabase(
            Object lock, Bytes site, ServerSchema schema, BiConsumer<Bytes, List<Cell>> applied, Runnable written) {
        this.applied = applied;
        this.lock = lock;
        this.site = site;
        this.schema = schema;
        this.written = written;
    }

    /** What is written in one transaction of the server's own. */
    public interface Write {
        /**
         * Inserts a row, or changes the columns of it that have other values.
         *
         * @param table its name
         * @param key its values, as in {@link Cell#value}
         * @param values of columns; a new row has defaults for the others
         */
        void put(String table, List<? extends @Nullable Object> key, Map<String, ? extends @Nullable Object> values);

        /**
         * Deletes a row. Nothing happens if it is not there.
         *
         * @param table its name
         * @param key its values
         */
        void delete(String table, List<? extends @Nullable Object> key);
    }

    /**
     * Somebody writes on the server itself. Those who listen are told when it looks at its file the next time.
     *
     * @param body what is written, in one transaction
     */
    public void write(Consumer<Write> body) {
        synchronized (lock) {
            Transaction transaction = new Transaction(this, site);
            body.accept(new Write() {
                @Override
                public void put(
                        String table,
                        List<? extends @Nullable Object> key,
                        Map<String, ? extends @Nullable Object> values) {
                    transaction.put(table, key, values);
                }

                @Override
                public void delete(String table, List<? extends @Nullable Object> key) {
                    transaction.delete(table, key);
                }
            });
            long before = version;
            version = Math.max(version, transaction.version());
            applied.accept(site, after(before, null));
        }
        written.run();
    }

    /**
     * From now on a trigger refuses rows that a client writes: the whole frame fails.
     *
     * @param table of the rows
     * @param rows which; asked with all columns by name
     * @param words what the database says
     */
    public void refuse(String table, Predicate<Map<String, @Nullable Object>> rows, String words) {
        synchronized (lock) {
            rules.add(new Rule(table, rows, words));
        }
    }

    /** Drops the triggers. */
    public void refuseNothing() {
        synchronized (lock) {
            rules.clear();
        }
    }

    // ---- what it holds

    /**
     * Which database this is.
     *
     * @return 16 bytes
     */
    public Bytes site() {
        return site;
    }

    /**
     * The last transaction.
     *
     * @return 0 if there was none
     */
    public long version() {
        synchronized (lock) {
            return version;
        }
    }

    /**
     * One row.
     *
     * @param table its name
     * @param key its values
     * @return all columns that are not of the key; empty if it is not there
     */
    public Optional<Map<String, @Nullable Object>> find(String table, List<? extends @Nullable Object> key) {
        synchronized (lock) {
            ServerRow row = rowsOf(table).get(table(table).pack(key));
            return row == null || !row.there ? Optional.empty() : Optional.of(new LinkedHashMap<>(row.values));
        }
    }

    /**
     * All rows of a table.
     *
     * @param table its name
     * @return the columns that are not of the key, by packed key, in the order in which the rows were first heard of
     */
    public Map<Bytes, Map<String, @Nullable Object>> rows(String table) {
        synchronized (lock) {
            Map<Bytes, Map<String, @Nullable Object>> copy = new LinkedHashMap<>();
            rowsOf(table).forEach((key, row) -> {
                if (row.there) {
                    copy.put(key, new LinkedHashMap<>(row.values));
                }
            });
            return copy;
        }
    }

    /**
     * Everything that it would tell a client that knows nothing.
     *
     * @return in the order in which it tells it
     */
    public List<Cell> cells() {
        synchronized (lock) {
            return after(0, null);
        }
    }

    /**
     * Who wrote a cell last.
     *
     * @param cell of {@link #cells}
     * @return the site of a client, or its own
     */
    public Bytes writer(Cell cell) {
        synchronized (lock) {
            ServerRow row = rowsOf(cell.table()).get(cell.key());
            ServerRow.Clock clock = row == null ? null : row.clocks.get(cell.column());
            if (clock == null) {
                throw new IllegalArgumentException("there is no such cell: " + cell);
            }
            return clock.site();
        }
    }

    /**
     * The clients that it has followed.
     *
     * @return how far, by site
     */
    public Map<Bytes, Long> tracked() {
        synchronized (lock) {
            return new LinkedHashMap<>(tracked);
        }
    }

    // ---- for the server, under its lock

    ServerSchema schema() {
        return schema;
    }

    /** Rows keep what columns are dropped; what is new has its default, and no clock. */
    void migrate(ServerSchema now) {
        schema = now;
        Map<String, Map<Bytes, ServerRow>> old = new LinkedHashMap<>(rows);
        rows.clear();
        byVersion.clear();
        old.forEach((name, all) -> {
            ServerTable table = now.tables().get(name);
            if (table != null) {
                all.forEach((key, row) -> move(row, new ServerRow(table, key)));
            }
        });
    }

    private void move(ServerRow from, ServerRow to) {
        to.there = from.there;
        if (from.there) {
            to.table
                    .columns()
                    .forEach(column -> to.values.put(
                            column.name(),
                            from.values.containsKey(column.name())
                                    ? from.values.get(column.name())
                                    : column.otherwise()));
        }
        rowsOf(to.table.name()).put(to.key, to);
        from.clocks.forEach((column, clock) -> {
            if (column.equals(Cell.ROW) || to.table.column(column) != null) {
                stamp(to, column, clock);
            }
        });
    }

    ServerDatabase copy() {
        ServerDatabase copy = new ServerDatabase(lock, site, schema, applied, written);
        rows.forEach((table, all) -> all.forEach((key, row) -> copy.restore(new ServerRow(row.table, key), row)));
        copy.tracked.putAll(tracked);
        copy.rules.addAll(rules);
        copy.version = version;
        return copy;
    }

    long ack(Bytes client) {
        return tracked.getOrDefault(client, 0L);
    }

    /** In one transaction, with the place of the client, which never goes back: a frame that comes late does not hide a later one. */
    void apply(Bytes client, List<Cell> cells) throws Transaction.Refused {
        Transaction transaction = new Transaction(this, client);
        try {
            for (Cell cell : cells) {
                transaction.merge(cell);
            }
        } catch (Transaction.Refused e) {
            transaction.rollBack();
            throw e;
        }
        version = Math.max(version, transaction.version());
        tracked.merge(client, cells.get(cells.size() - 1).dbVersion(), Math::max);
        applied.accept(client, cells);
    }

    /** All that was written after a version by others than a client, in order. */
    List<Cell> after(long since, @Nullable Bytes client) {
        List<Cell> found = new ArrayList<>();
        for (Set<Place> places : byVersion.tailMap(since, false).values()) {
            List<Cell> one = new ArrayList<>();
            for (Place place : places) {
                ServerRow.Clock clock = place.row().clocks.get(place.column());
                if (clock != null && !clock.site().equals(client)) {
                    one.add(place.row().cell(place.column()));
                }
            }
            one.sort(Comparator.comparingInt(Cell::seq));
            found.addAll(one);
        }
        return found;
    }

    // ---- for transactions, under the lock

    ServerRow row(String table, List<? extends @Nullable Object> key) {
        ServerTable known = table(table);
        Bytes packed = known.pack(key);
        return rowsOf(table).computeIfAbsent(packed, one -> new ServerRow(known, one));
    }

    /** The row of a cell, possibly a new one without anything; null if there can be none. */
    @Nullable
    ServerRow find(Cell cell) {
        ServerTable table = schema.tables().get(cell.table());
        try {
            return table == null ? null : row(cell.table(), PackedKey.read(cell.key()));
        } catch (IllegalArgumentException e) {
            return null;
        }
    }

    void stamp(ServerRow row, String column, ServerRow.Clock clock) {
        unlist(row, column, row.clocks.put(column, clock));
        byVersion
                .computeIfAbsent(clock.dbVersion(), one -> new LinkedHashSet<>())
                .add(new Place(row, column));
    }

    void dropClocks(ServerRow row) {
        new ArrayList<>(row.clocks.keySet()).forEach(column -> unlist(row, column, row.clocks.remove(column)));
    }

    private void unlist(ServerRow row, String column, ServerRow.@Nullable Clock clock) {
        if (clock == null) {
            return;
        }
        Set<Place> places = byVersion.get(clock.dbVersion());
        if (places != null && places.remove(new Place(row, column)) && places.isEmpty()) {
            byVersion.remove(clock.dbVersion());
        }
    }

    /** Makes a row what it was. */
    void restore(ServerRow row, ServerRow before) {
        dropClocks(row);
        row.there = before.there;
        row.values.clear();
        row.values.putAll(before.values);
        rowsOf(row.table.name()).put(row.key, row);
        before.clocks.forEach((column, clock) -> stamp(row, column, clock));
    }

    void check(ServerRow row) throws Transaction.Refused {
        for (Rule rule : rules) {
            if (rule.table().equals(row.table.name())
                    && row.there
                    && rule.refuses().test(whole(row))) {
                throw new Transaction.Refused(rule.words());
            }
        }
    }

    private static Map<String, @Nullable Object> whole(ServerRow row) {
        Map<String, @Nullable Object> whole = new LinkedHashMap<>();
        List<@Nullable Object> key = PackedKey.read(row.key);
        for (int i = 0; i < key.size(); i++) {
            whole.put(row.table.key().get(i).name(), key.get(i));
        }
        whole.putAll(row.values);
        return Collections.unmodifiableMap(whole);
    }

    ServerTable table(String name) {
        ServerTable table = schema.tables().get(name);
        if (table == null) {
            throw new IllegalArgumentException("the server's schema has no table " + name);
        }
        return table;
    }

    private Map<Bytes, ServerRow> rowsOf(String table) {
        return rows.computeIfAbsent(table, name -> new LinkedHashMap<>());
    }
}
