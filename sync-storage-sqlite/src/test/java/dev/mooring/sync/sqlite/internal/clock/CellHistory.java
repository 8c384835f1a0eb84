package dev.mooring.sync.sqlite.internal.clock;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.mooring.sync.Change;
import dev.mooring.sync.sqlite.internal.clock.CellOracle.Sent;
import dev.mooring.sync.sqlite.internal.schema.TableSpec;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.TreeMap;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * A random history of some devices: each writes on its own, and what it wrote reaches the others in any order, cut, and more than once.
 * Each device has an oracle beside it, which is told of the statements by a model of captures that shares nothing with the library.
 */
final class CellHistory {
    static final List<TableSpec> SPECS = List.of(CellSite.spec("item", "id"), CellSite.spec("tag", "x", "y"));

    static final String[] DDL = {
        "CREATE TABLE item (id INTEGER PRIMARY KEY, a, b TEXT DEFAULT 'x', n INTEGER NOT NULL DEFAULT 5, r REAL)",
        "CREATE TABLE tag (x TEXT, y, PRIMARY KEY (x, y))",
    };

    private static final Map<String, Map<String, @Nullable Object>> TABLES = new HashMap<>();

    static {
        Map<String, @Nullable Object> item = new TreeMap<>();
        item.put("a", null);
        item.put("b", "x");
        item.put("n", 5L);
        item.put("r", null);
        TABLES.put("item", item);
        TABLES.put("tag", Map.of());
    }

    private static final Call NOTHING = new Call("");

    private final Random random;
    private final List<CellSite> sites;
    private final List<CellOracle> oracles = new ArrayList<>();
    private final List<String> ids = new ArrayList<>();

    /** What each device wrote, by version, and for each other device what it has not got yet. */
    private final List<List<List<Sent>>> versions = new ArrayList<>();

    private final List<List<List<List<Sent>>>> missing = new ArrayList<>();
    private final List<Supplier<String>> done = new ArrayList<>();

    CellHistory(long seed, List<CellSite> all) {
        random = new Random(seed);
        sites = all.subList(0, 2 + random.nextInt(all.size() - 1));
        done.add(() -> "seed " + seed);
        for (CellSite site : sites) {
            site.empty();
            ids.add(site.site());
            oracles.add(new CellOracle(TABLES));
            versions.add(new ArrayList<>());
            List<List<List<Sent>>> from = new ArrayList<>();
            sites.forEach(other -> from.add(new ArrayList<>()));
            missing.add(from);
        }
    }

    void run(int steps) {
        for (int step = 0; step < steps; step++) {
            int site = random.nextInt(sites.size());
            if (random.nextInt(3) > 0) {
                write(site);
            } else {
                deliver(site, 1 + random.nextInt(3));
            }
        }
        takeInWhatWaits();
        for (int site = 0; site < sites.size(); site++) {
            while (deliver(site, 20)) {
                // Until it has got all.
            }
        }
        List<String> first = oracles.get(0).dump();
        for (int site = 0; site < sites.size(); site++) {
            int device = site;
            assertEquals(oracles.get(site).dump(), dump(site), () -> where(device));
            assertEquals(first, oracles.get(site).dump(), () -> where(device));
        }
    }

    private List<String> dump(int site) {
        CellSite device = sites.get(site);
        return device.write(device::dump);
    }

    private String where(int site) {
        return "device " + site + " of\n" + done.stream().map(Supplier::get).collect(Collectors.joining("\n"));
    }

    // ---- what comes

    /** Some versions of other devices in one slice, perhaps cut, perhaps not for the last time; false if nothing is left. */
    private boolean deliver(int to, int most) {
        List<Change> slice = new ArrayList<>();
        List<Sent> cells = new ArrayList<>();
        for (int i = 0; i < most; i++) {
            int from = random.nextInt(sites.size());
            List<List<Sent>> left = missing.get(to).get(from);
            if (!left.isEmpty()) {
                List<Sent> part = part(left);
                cells.addAll(part);
                floats(part).forEach(sent -> slice.add(CellSite.change(sent, ids.get(from))));
            }
        }
        if (cells.isEmpty()) {
            return missing.get(to).stream().anyMatch(each -> !each.isEmpty());
        }
        done.add(() -> to + " gets " + String.join(", ", shown(cells)));
        CellSite site = sites.get(to);
        site.write(() -> {
            takeIn(to);
            return site.merged(slice);
        });
        cells.forEach(oracles.get(to)::merge);
        return true;
    }

    private List<Sent> part(List<List<Sent>> left) {
        int which = random.nextInt(left.size());
        List<Sent> cells = left.get(which);
        int end = random.nextInt(4) == 0 ? random.nextInt(cells.size() + 1) : cells.size();
        boolean again = end < cells.size() || random.nextInt(5) == 0;
        if (!again) {
            left.remove(which);
        }
        return cells.subList(0, end);
    }

    /** Some senders tell whole numbers as real ones. */
    private List<Sent> floats(List<Sent> cells) {
        if (random.nextInt(3) > 0) {
            return cells;
        }
        List<Sent> floats = new ArrayList<>();
        for (Sent sent : cells) {
            Cell cell = sent.cell();
            boolean whole = cell.column().equals("n") && cell.value() instanceof Long;
            Object value = whole ? (Object) ((Long) Objects.requireNonNull(cell.value())).doubleValue() : cell.value();
            floats.add(
                    new Sent(sent.key(), new Cell(cell.column(), value, cell.cv(), cell.dv(), cell.cl(), cell.seq())));
        }
        return floats;
    }

    // ---- what the app does

    /** A statement with its parameters: compiling it, with its triggers, is what takes most of the time. */
    private record Call(String sql, @Nullable Object... values) {}

    /** A row before and after a statement, as a trigger sees it. */
    private record Seen(
            String key,
            @Nullable Map<String, @Nullable Object> before,
            @Nullable String newKey,
            @Nullable Map<String, @Nullable Object> after) {}

    private final List<List<Seen>> waiting = new ArrayList<>();
    private int waitingSite = -1;

    private void write(int site) {
        if (waitingSite != site) {
            takeInWhatWaits();
        }
        waitingSite = site;
        CellSite device = sites.get(site);
        boolean now = random.nextBoolean();
        device.write(() -> {
            Shadow shadow = new Shadow(oracles.get(site), waiting);
            for (int statements = 1 + random.nextInt(4); statements > 0; statements--) {
                Call call = shadow.statement(random);
                done.add(() -> site + ": " + call.sql + " " + Arrays.asList(call.values));
                device.run(call.sql, call.values);
            }
            waiting.add(shadow.folded);
            return now ? takeIn(site) : 0;
        });
    }

    private void takeInWhatWaits() {
        int whose = waitingSite;
        if (whose >= 0) {
            sites.get(whose).write(() -> takeIn(whose));
        }
    }

    /** What the device takes in is what its oracle says of the same transactions. */
    private int takeIn(int site) {
        if (waitingSite != site) {
            return 0;
        }
        CellOracle oracle = oracles.get(site);
        int from = oracle.written().size();
        for (List<Seen> transaction : waiting) {
            if (!transaction.isEmpty()) {
                oracle.begin();
                transaction.forEach(seen -> tell(oracle, seen));
            }
        }
        waiting.clear();
        waitingSite = -1;
        List<Sent> expected =
                new ArrayList<>(oracle.written().subList(from, oracle.written().size()));
        List<Sent> actual = sites.get(site).takenIn();
        assertEquals(shown(expected), shown(actual), () -> where(site));
        publish(site, expected);
        return expected.size();
    }

    private static List<String> shown(List<Sent> cells) {
        List<String> lines = new ArrayList<>();
        for (Sent sent : cells) {
            lines.add(sent.key() + CellText.of(sent.cell()));
        }
        return lines;
    }

    private static void tell(CellOracle oracle, Seen seen) {
        if (seen.after == null) {
            oracle.delete(seen.key);
        } else if (seen.before == null) {
            oracle.insert(seen.key, seen.after);
        } else if (seen.key.equals(seen.newKey)) {
            oracle.update(seen.key, seen.after);
        } else {
            oracle.delete(seen.key);
            oracle.insert(Objects.requireNonNull(seen.newKey), seen.after);
        }
    }

    private void publish(int site, List<Sent> cells) {
        Map<Long, List<Sent>> byVersion = new TreeMap<>();
        cells.forEach(sent -> byVersion
                .computeIfAbsent(sent.cell().dv(), any -> new ArrayList<>())
                .add(sent));
        for (List<Sent> version : byVersion.values()) {
            versions.get(site).add(version);
            for (int to = 0; to < sites.size(); to++) {
                if (to != site) {
                    missing.get(to).get(site).add(version);
                }
            }
        }
    }

    /** The rows as a transaction goes on, and what triggers see of it. */
    private static final class Shadow {
        private final Map<String, Map<String, @Nullable Object>> rows = new TreeMap<>();
        private final List<Seen> folded = new ArrayList<>();

        Shadow(CellOracle oracle, List<List<Seen>> before) {
            oracle.rows().forEach((key, row) -> {
                if (oracle.isThere(key)) {
                    rows.put(key, new TreeMap<>(row.values));
                }
            });
            before.forEach(transaction -> transaction.forEach(seen -> {
                rows.remove(seen.key);
                if (seen.after != null) {
                    rows.put(Objects.requireNonNull(seen.newKey), new TreeMap<>(seen.after));
                }
            }));
        }

        Call statement(Random random) {
            if (random.nextInt(4) == 0) {
                return tag(random);
            }
            long id = 1 + random.nextInt(4);
            String key = "item[" + id + "]";
            boolean there = rows.containsKey(key);
            return switch (random.nextInt(6)) {
                case 0 -> delete(key, new Call("DELETE FROM item WHERE id = ?", id));
                case 1 -> move(id, 1 + random.nextInt(4));
                case 2 -> all(random);
                case 3, 4 -> there ? update(id, key, random) : insert("", id, key, random);
                default -> insert("OR REPLACE ", id, key, random);
            };
        }

        private Call tag(Random random) {
            String x = random.nextBoolean() ? "a" : "b";
            Object y = List.of(1L, 2.5, "1").get(random.nextInt(3));
            String key = "tag[\"" + x + "\"," + (y instanceof String ? "\"1\"" : y) + "]";
            if (rows.containsKey(key)) {
                return delete(key, new Call("DELETE FROM tag WHERE x = ? AND y = ?", x, y));
            }
            return write(key, null, key, Map.of(), new Call("INSERT INTO tag VALUES (?, ?)", x, y));
        }

        private Call delete(String key, Call statement) {
            Map<String, @Nullable Object> row = rows.remove(key);
            if (row != null) {
                see(new Seen(key, row, null, null));
            }
            return statement;
        }

        private Call move(long id, long to) {
            String key = "item[" + id + "]";
            String newKey = "item[" + to + "]";
            Map<String, @Nullable Object> row = rows.get(key);
            if (row == null || rows.containsKey(newKey)) {
                return new Call("DELETE FROM item WHERE id < 0");
            }
            rows.remove(key);
            return write(key, row, newKey, row, new Call("UPDATE item SET id = ? WHERE id = ?", to, id));
        }

        private Call all(Random random) {
            long number = 1 + random.nextInt(3);
            for (String key : new ArrayList<>(rows.keySet())) {
                if (key.startsWith("item")) {
                    Map<String, @Nullable Object> row = new TreeMap<>(rows.get(key));
                    row.put("n", number);
                    write(key, rows.get(key), key, row, NOTHING);
                }
            }
            return new Call("UPDATE item SET n = ?", number);
        }

        private Call update(long id, String key, Random random) {
            Map<String, @Nullable Object> row = new TreeMap<>(rows.get(key));
            StringBuilder set = new StringBuilder();
            List<@Nullable Object> parameters = new ArrayList<>();
            for (Value value : values(random)) {
                row.put(value.column, value.stored);
                parameters.add(value.written);
                set.append(set.length() == 0 ? "" : ", ").append(value.column).append(" = ?");
            }
            parameters.add(id);
            String sql = "UPDATE item SET " + set + " WHERE id = ?";
            return write(key, rows.get(key), key, row, new Call(sql, parameters.toArray()));
        }

        private Call insert(String or, long id, String key, Random random) {
            Map<String, @Nullable Object> row = new TreeMap<>(TABLES.get("item"));
            StringBuilder columns = new StringBuilder("id");
            List<@Nullable Object> parameters = new ArrayList<>(List.of(id));
            for (Value value : values(random)) {
                row.put(value.column, value.stored);
                columns.append(", ").append(value.column);
                parameters.add(value.written);
            }
            String sql = "INSERT " + or + "INTO item (" + columns + ") VALUES (?" + ", ?".repeat(parameters.size() - 1)
                    + ")";
            Map<String, @Nullable Object> replaced = rows.get(key);
            if (replaced != null) {
                see(new Seen(key, replaced, null, null));
            }
            return write(key, null, key, row, new Call(sql, parameters.toArray()));
        }

        private Call write(
                String key,
                @Nullable Map<String, @Nullable Object> before,
                String newKey,
                Map<String, @Nullable Object> after,
                Call statement) {
            rows.put(newKey, after);
            if (!key.equals(newKey) || before == null || !isSame(before, after)) {
                see(new Seen(key, before, newKey, after));
            }
            return statement;
        }

        /** A row that goes and comes again at once is one that was updated. */
        private void see(Seen next) {
            Seen last = folded.isEmpty() ? null : folded.get(folded.size() - 1);
            boolean again = last != null && last.after == null && next.before == null && last.key.equals(next.key);
            if (!again) {
                folded.add(next);
                return;
            }
            folded.remove(folded.size() - 1);
            Map<String, @Nullable Object> before = Objects.requireNonNull(last.before);
            if (!isSame(before, Objects.requireNonNull(next.after))) {
                folded.add(new Seen(next.key, before, next.key, next.after));
            }
        }

        private static boolean isSame(Map<String, @Nullable Object> one, Map<String, @Nullable Object> other) {
            for (String column : one.keySet()) {
                if (CellOracle.order(one.get(column), other.get(column)) != 0) {
                    return false;
                }
            }
            return true;
        }
    }

    /** As it is written, and as the column keeps it. */
    private record Value(
            String column,
            @Nullable Object written,
            @Nullable Object stored) {}

    private static final List<Value> A = List.of(
            new Value("a", null, null),
            new Value("a", 1L, 1L),
            new Value("a", 2L, 2L),
            new Value("a", 1.0, 1.0),
            new Value("a", "1", "1"),
            new Value("a", "é", "é"),
            new Value("a", new byte[] {1, -1}, new byte[] {1, -1}));
    private static final List<Value> B =
            List.of(new Value("b", "p", "p"), new Value("b", 7L, "7"), new Value("b", null, null));
    private static final List<Value> N =
            List.of(new Value("n", 1L, 1L), new Value("n", 2.0, 2L), new Value("n", "3", 3L), new Value("n", 1.5, 1.5));
    private static final List<Value> R =
            List.of(new Value("r", 1L, 1.0), new Value("r", 2.5, 2.5), new Value("r", "z", "z"));

    private static List<Value> values(Random random) {
        List<Value> values = new ArrayList<>();
        List<List<Value>> all = new ArrayList<>(List.of(A, B, N, R));
        Collections.shuffle(all, random);
        for (List<Value> some : all.subList(0, 1 + random.nextInt(3))) {
            values.add(some.get(random.nextInt(some.size())));
        }
        return values;
    }
}
