package dev.mooring.sync.sqlite.internal.apply;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.mooring.sync.Change;
import dev.mooring.sync.sqlite.internal.capture.Capture;
import dev.mooring.sync.sqlite.internal.format.ChangesFormat;
import dev.mooring.sync.sqlite.internal.format.Draft;
import dev.mooring.sync.sqlite.internal.format.Format;
import dev.mooring.sync.sqlite.internal.schema.Shape;
import dev.mooring.sync.sqlite.internal.schema.Table;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Many rows go by few statements, and end as they would one by one. */
class BlocksTest {
    private static final int SEEDS = Integer.getInteger("mooring.seeds", 10);
    private static final int ROWS = 70;

    private static final List<Table> TABLES =
            Collections.singletonList(Place.table("item", 0, 1, "id TEXT", "name TEXT", "n INTEGER", "body TEXT"));

    private static final String[] DDL = {
        "CREATE TABLE item (id TEXT PRIMARY KEY, name TEXT UNIQUE, n INTEGER CHECK (n >= 0), body TEXT)",
        "CREATE TABLE seen (id TEXT)",
        "CREATE TRIGGER ours AFTER UPDATE ON item BEGIN INSERT INTO seen VALUES (NEW.id); END",
    };

    @TempDir
    Path directory;

    private final List<Place> places = new ArrayList<>();
    private final Format format = new ChangesFormat();

    private Place open(String name) {
        Place place = new Place(directory.resolve(name + ".db"), true, format, TABLES, DDL);
        places.add(place);
        return place;
    }

    @AfterEach
    void close() {
        places.forEach(Place::close);
    }

    private static @Nullable Object[] row(int id, @Nullable String name, long n) {
        return new @Nullable Object[] {"i" + id, name, n, "body"};
    }

    private Change change(Place place, @Nullable Object @Nullable [] row, @Nullable Object @Nullable [] before) {
        Shape shape = place.shapes().named("item");
        Capture capture = new Capture(1, shape.table.form(), 0, row, before);
        Draft draft = format.drafts(shape, capture, (collection, key) -> null).get(0);
        return place.change(draft, 1);
    }

    private Place filled() {
        Place place = open("a");
        List<Change> inserts = new ArrayList<>();
        for (int i = 0; i < ROWS; i++) {
            inserts.add(change(place, row(i, "name " + i, i), null));
        }
        place.apply(inserts);
        assertEquals(Collections.singletonList(String.valueOf(ROWS)), place.rows("SELECT count(*) || '' FROM item"));
        return place;
    }

    /** Each row has its name moved on to the next one, and counts up. */
    private void update(Place place, int by) {
        List<Change> updates = new ArrayList<>();
        for (int i = 0; i < ROWS; i++) {
            updates.add(change(place, row(i, "name " + (i + by), i + 100), row(i, "name " + i, i)));
        }
        place.apply(updates);
    }

    private static void assertUpdated(Place place, int by) {
        assertEquals(
                Collections.singletonList(String.valueOf(ROWS)),
                place.rows("SELECT count(*) || '' FROM item WHERE n = substr(id, 2) + 100 AND body = 'body' AND name ="
                        + " 'name ' || (substr(id, 2) + " + by + ")"));
        assertEquals(Collections.emptyList(), place.rows("SELECT reason FROM mooring_aside"));
    }

    @Test
    void eachRowIsUpdatedOnce() {
        Place place = filled();
        update(place, 0);
        assertUpdated(place, 0);
        assertEquals(
                Collections.singletonList(ROWS + " of " + ROWS),
                place.rows("SELECT count(*) || ' of ' || count(DISTINCT id) FROM seen"));
    }

    /** SQLite before 3.19 puts a row in a wrong place where the same statement has chosen a number before. */
    @Test
    void aRowWhoseNumberSqliteChoosesLeavesTheOthersWhereTheyBelong() {
        Place place = new Place(
                directory.resolve("numbered.db"),
                true,
                format,
                Collections.singletonList(Place.table("note", 0, 1, "id TEXT", "n INTEGER")),
                "CREATE TABLE note (n INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE)",
                "INSERT INTO note VALUES (5, 'there')");
        places.add(place);
        List<Change> inserts = new ArrayList<>();
        for (String number : Arrays.asList("null", "1000", "8", "7", "6000", "9", "null", "10", "11")) {
            String key = "i" + inserts.size();
            inserts.add(Place.change(
                    1, "note", key, "{\"op\":\"insert\",\"row\":{\"id\":\"" + key + "\",\"n\":" + number + "}}"));
        }
        place.apply(inserts);
        assertEquals(
                Arrays.asList("5 there", "7 i3", "8 i2", "9 i5", "10 i7", "11 i8", "1000 i1", "6000 i4"),
                place.rows("SELECT n || ' ' || id FROM note NOT INDEXED WHERE id NOT IN ('i0', 'i6')"));
        assertEquals(Collections.singletonList("10"), place.rows("SELECT count(DISTINCT n) || '' FROM note"));
        assertEquals(Collections.singletonList("ok"), place.rows("PRAGMA integrity_check"));
    }

    @Test
    void aRowThatIsNotThereIsWrittenWhole() {
        Place place = filled();
        place.write(() -> place.run("DELETE FROM item WHERE id IN ('i3', 'i5', 'i69')"));
        update(place, 0);
        assertUpdated(place, 0);
        assertEquals(
                Collections.singletonList((ROWS - 3) + " of " + (ROWS - 3)),
                place.rows("SELECT count(*) || ' of ' || count(DISTINCT id) FROM seen"));
    }

    @Test
    void valuesThatMoveFromRowToRowArrive() {
        Place place = filled();
        update(place, 1);
        assertUpdated(place, 1);
    }

    @Test
    void whatTheSchemaRefusesGoesAsideAlone() {
        Place place = filled();
        List<Change> updates = new ArrayList<>();
        for (int i = 0; i < ROWS; i++) {
            updates.add(change(place, row(i, "name " + i, i == 20 ? -1 : 1000), row(i, "name " + i, i)));
        }
        place.apply(updates);
        assertEquals(
                Collections.singletonList(String.valueOf(ROWS - 1)),
                place.rows("SELECT count(*) || '' FROM item WHERE n = 1000"));
        assertEquals(Collections.singletonList("i20"), place.rows("SELECT key FROM mooring_aside"));
    }

    @Test
    void slicesMakeNoDifference() {
        for (int seed = 0; seed < SEEDS; seed++) {
            Place one = open("one-" + seed);
            Place many = open("many-" + seed);
            List<Change> changes = changes(one, new Random(seed));
            changes.forEach(one::apply);
            for (int from = 0; from < changes.size(); from += 2 * ROWS) {
                many.apply(changes.subList(from, Math.min(changes.size(), from + 2 * ROWS)));
            }
            assertEquals(Model.state(one, true), Model.state(many, true), "seed " + seed);
            assertEquals(Model.state(one, false), Model.state(many, false), "seed " + seed);
        }
    }

    /** All columns, some columns, nothing but the key; now and then a value that another row has or that no row may have. */
    private List<Change> changes(Place place, Random random) {
        List<Change> changes = new ArrayList<>();
        @Nullable Object @Nullable [][] rows = new @Nullable Object[ROWS][];
        IntStream.range(0, 10 * ROWS).forEach(i -> {
            int id = i % ROWS;
            @Nullable Object @Nullable [] before = rows[id];
            @Nullable Object @Nullable [] after = row(id, "name " + random.nextInt(50 * ROWS), random.nextInt(500) - 1);
            if (before != null) {
                @Nullable Object[] whole = after;
                after = random.nextInt(40) == 0 ? null : before.clone();
                for (int column = 1; after != null && column < after.length; column++) {
                    after[column] = random.nextInt(3) == 0 ? whole[column] : before[column];
                }
            }
            if (!Arrays.equals(before, after)) {
                changes.add(change(place, after, before));
            }
            rows[id] = after;
        });
        return changes;
    }
}
