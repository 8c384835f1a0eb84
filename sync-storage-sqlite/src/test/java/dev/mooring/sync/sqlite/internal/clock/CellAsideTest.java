package dev.mooring.sync.sqlite.internal.clock;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.mooring.sync.Change;
import dev.mooring.sync.sqlite.internal.clock.CellOracle.Sent;
import dev.mooring.sync.sqlite.internal.schema.TableSpec;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Cells of rows that the app's schema does not let in, or not yet: their clocks and values count all the same. */
class CellAsideTest {
    private static final int SEEDS = Integer.getInteger("mooring.histories", 120);
    private static final List<TableSpec> SPECS = List.of(CellSite.spec("list", "id"), CellSite.spec("todo", "id"));
    private static final String[] DDL = {
        "CREATE TABLE list (id INTEGER PRIMARY KEY, name TEXT UNIQUE)",
        "CREATE TABLE todo (id INTEGER PRIMARY KEY, list INTEGER REFERENCES list (id) ON DELETE CASCADE,"
                + " n INTEGER NOT NULL UNIQUE, title TEXT NOT NULL DEFAULT 'x')",
    };
    private static final Map<String, Map<String, @Nullable Object>> TABLES = new HashMap<>();

    static {
        Map<String, @Nullable Object> list = new TreeMap<>();
        list.put("name", null);
        TABLES.put("list", list);
        Map<String, @Nullable Object> todo = new TreeMap<>();
        todo.put("list", null);
        todo.put("n", null);
        todo.put("title", "x");
        TABLES.put("todo", todo);
    }

    private final List<CellSite> sites = new ArrayList<>();
    private final List<String> ids = new ArrayList<>();

    @BeforeEach
    void open() throws Exception {
        for (int i = 0; i < 3; i++) {
            CellSite site = new CellSite(SPECS, DDL);
            sites.add(site);
            ids.add(site.site());
        }
    }

    @AfterEach
    void close() throws Exception {
        for (CellSite site : sites) {
            site.close();
        }
    }

    private List<Sent> write(int site, String statement, @Nullable Object... parameters) {
        CellSite device = sites.get(site);
        return device.write(() -> {
            device.run(statement, parameters);
            return device.takenIn();
        });
    }

    private void give(int to, int from, List<Sent> cells) {
        List<Change> changes = new ArrayList<>();
        cells.forEach(sent -> changes.add(CellSite.change(sent, ids.get(from))));
        CellSite device = sites.get(to);
        device.write(() -> device.merged(changes));
    }

    private List<String> rows(int site) {
        CellSite device = sites.get(site);
        return device.write(device::dump);
    }

    @Test
    void ofTwoRowsThatExcludeEachOtherTheSameOneIsInEverywhere() {
        List<Sent> one = write(0, "INSERT INTO list VALUES (1, 'home')");
        List<Sent> two = write(1, "INSERT INTO list VALUES (2, 'home')");
        give(0, 1, two);
        give(1, 0, one);
        give(2, 1, two);
        give(2, 0, one);
        List<String> all = List.of("aside list[2] cl 1, name=TEXT:home@1", "list[1] cl 1, name=TEXT:home@1");
        for (int site = 0; site < 3; site++) {
            assertEquals(all, rows(site));
        }
        // The row aside is edited there where it is in no table.
        List<Sent> renamed = write(2, "UPDATE list SET name = 'work' WHERE id = 1");
        for (int site = 0; site < 2; site++) {
            give(site, 2, renamed);
            assertEquals(List.of("list[1] cl 1, name=TEXT:work@2", "list[2] cl 1, name=TEXT:home@1"), rows(site));
        }
    }

    @Test
    void aTieIsDecidedByTheValueThatIsAside() {
        List<Sent> one = write(0, "INSERT INTO list VALUES (1, 'home')");
        List<Sent> two = write(1, "INSERT INTO list VALUES (2, 'home')");
        give(0, 1, two);
        give(1, 0, one);
        Sent smaller = new Sent("list[2]", new Cell("name", "garden", 1, 9, 1, 0));
        Sent greater = new Sent("list[2]", new Cell("name", "zoo", 1, 10, 1, 0));
        give(0, 2, List.of(smaller));
        assertEquals("aside list[2] cl 1, name=TEXT:home@1", rows(0).get(0));
        give(0, 2, List.of(greater));
        assertEquals("list[2] cl 1, name=TEXT:zoo@1", rows(0).get(1), "it is in by its new name");
    }

    @Test
    void aRowWaitsForItsParentAndForTheRestOfItself() {
        List<Sent> list = write(0, "INSERT INTO list VALUES (1, 'home')");
        List<Sent> todo = write(0, "INSERT INTO todo (id, list, n) VALUES (5, 1, 7)");
        give(1, 0, todo.subList(0, 1));
        assertEquals(List.of("aside todo[5] cl 1, list=INTEGER:1@1, n=?@-1, title=?@-1"), rows(1));
        give(1, 0, todo.subList(1, todo.size()));
        assertEquals(List.of("aside todo[5] cl 1, list=INTEGER:1@1, n=INTEGER:7@1, title=TEXT:x@1"), rows(1));
        give(1, 0, list);
        assertEquals(rows(0), rows(1));
    }

    @Test
    void anInsertOfAKeyThatIsAsideIsAnEditOfThatRow() {
        List<Sent> one = write(0, "INSERT INTO list VALUES (1, 'home')");
        List<Sent> two = write(1, "INSERT INTO list VALUES (2, 'home')");
        give(0, 1, two);
        List<Sent> again = write(0, "INSERT INTO list VALUES (2, 'work')");
        assertEquals(2, again.get(0).cell().cv());
        assertEquals(1, again.get(0).cell().cl());
        give(1, 0, one);
        give(1, 0, again);
        assertEquals(rows(0), rows(1));
        assertEquals(2, rows(0).size());
        assertEquals(
                0, rows(0).stream().filter(line -> line.startsWith("aside")).count());
    }

    @Test
    void whateverIsWrittenTheRowsAndThoseAsideAreWhatTheCellsSay() {
        for (int seed = 0; seed < SEEDS; seed++) {
            sites.forEach(CellSite::empty);
            ids.clear();
            sites.forEach(site -> ids.add(site.site()));
            new History(seed).run(14);
        }
    }

    /** Own cells are told to the oracle, too: what statements do to other rows is the schema's business. */
    private final class History {
        private final Random random;
        private final List<CellOracle> oracles = new ArrayList<>();
        private final List<List<Change>> missing = new ArrayList<>();
        private final List<List<Sent>> missingCells = new ArrayList<>();
        private final List<String> done = new ArrayList<>();

        History(long seed) {
            random = new Random(seed);
            done.add("seed " + seed);
            for (int i = 0; i < sites.size(); i++) {
                oracles.add(new CellOracle(TABLES));
                missing.add(new ArrayList<>());
                missingCells.add(new ArrayList<>());
            }
        }

        void run(int steps) {
            for (int step = 0; step < steps; step++) {
                int site = random.nextInt(sites.size());
                if (random.nextInt(4) > 0) {
                    write(site);
                } else {
                    deliver(site);
                }
            }
            for (int site = 0; site < sites.size(); site++) {
                deliver(site);
            }
            for (int site = 0; site < sites.size(); site++) {
                int device = site;
                String where = "device " + device + " of\n" + String.join("\n", done);
                assertEquals(plain(oracles.get(site).dump()), plain(rows(site)), where);
                assertEquals(rows(0), rows(site), where);
                assertEquals(List.of(), sites.get(site).query("PRAGMA foreign_key_check", 1), where);
            }
        }

        private List<String> plain(List<String> lines) {
            List<String> plain = new ArrayList<>();
            // A column that nobody told of a row aside has no value yet.
            lines.forEach(line -> plain.add(line.replace("aside ", "").replaceAll("=[^@]*@-1", "=?@-1")));
            Collections.sort(plain);
            return plain;
        }

        private void write(int site) {
            CellSite device = sites.get(site);
            List<Sent> cells = device.write(() -> {
                for (int i = random.nextInt(3); i >= 0; i--) {
                    statement(device, site);
                }
                return device.takenIn();
            });
            cells.forEach(oracles.get(site)::merge);
            for (int to = 0; to < sites.size(); to++) {
                if (to != site) {
                    for (Sent sent : cells) {
                        missing.get(to).add(CellSite.change(sent, ids.get(site)));
                        missingCells.get(to).add(sent);
                    }
                }
            }
        }

        private void statement(CellSite device, int site) {
            long id = 1 + random.nextInt(3);
            long number = 1 + random.nextInt(3);
            String name = random.nextBoolean() ? "home" : "work";
            String or = random.nextBoolean() ? "OR REPLACE " : "";
            Object parent = random.nextInt(3) == 0 ? null : (Object) number;
            Object[][] calls = {
                {"INSERT " + or + "INTO list VALUES (?, ?)", id, name},
                {"INSERT " + or + "INTO todo (id, list, n) VALUES (?, ?, ?)", id, parent, number},
                {"UPDATE " + or + "list SET name = ? WHERE id = ?", name, id},
                {"UPDATE " + or + "todo SET n = ? WHERE id = ?", number, id},
                {"UPDATE todo SET list = ?, title = ? WHERE id = ?", parent, name, id},
                {"DELETE FROM list WHERE id = ?", id},
                {"DELETE FROM todo WHERE id = ?", id},
            };
            Object[] call = calls[random.nextInt(calls.length)];
            Object[] parameters = java.util.Arrays.copyOfRange(call, 1, call.length);
            boolean did = device.attempt((String) call[0], parameters);
            done.add(site + ": " + call[0] + " " + java.util.Arrays.asList(parameters) + (did ? "" : " -- refused"));
        }

        private void deliver(int to) {
            List<Integer> order = new ArrayList<>();
            for (int i = 0; i < missing.get(to).size(); i++) {
                order.add(i);
            }
            Collections.shuffle(order, random);
            while (!order.isEmpty()) {
                List<Integer> some = new ArrayList<>(order.subList(0, Math.min(order.size(), 1 + random.nextInt(9))));
                order.subList(0, some.size()).clear();
                List<Change> slice = new ArrayList<>();
                some.forEach(i -> slice.add(missing.get(to).get(i)));
                sites.get(to).write(() -> sites.get(to).merged(slice));
                some.forEach(i -> oracles.get(to).merge(missingCells.get(to).get(i)));
                done.add(to + " gets " + slice);
            }
            missing.get(to).clear();
            missingCells.get(to).clear();
        }
    }
}
