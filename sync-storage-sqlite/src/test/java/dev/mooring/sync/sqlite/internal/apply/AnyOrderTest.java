package dev.mooring.sync.sqlite.internal.apply;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.mooring.sync.Change;
import dev.mooring.sync.sqlite.internal.format.ChangesFormat;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Whatever is applied, in whatever slices: the table and what is aside are the server's state, and the schema holds. */
class AnyOrderTest {
    private static final int SEEDS = Integer.getInteger("mooring.seeds", 25);

    /** A row that was taken out for its parent's sake, and an update that went by it. */
    private static final int[] FAILED_ONCE = {75};

    @TempDir
    Path directory;

    @Test
    void slicesMakeNoDifferenceAndConstraintsHold() {
        for (int seed : seeds()) {
            Model model = new Model(seed);
            for (int i = 0; i < 60; i++) {
                model.write();
            }
            List<String> once = applied(model, seed, Integer.MAX_VALUE);
            assertEquals(once, applied(model, seed, 1), "seed " + seed);
            assertEquals(once, applied(model, seed, 7), "seed " + seed);
        }
    }

    private static int[] seeds() {
        return IntStream.concat(IntStream.range(0, SEEDS), IntStream.of(FAILED_ONCE))
                .distinct()
                .toArray();
    }

    private List<String> applied(Model model, int seed, int most) {
        try (Place place = place(seed + "-" + most)) {
            Random random = new Random(seed);
            slices(place, model.changes, most, random);
            assertEquals(model.state(), Model.state(place, true), "seed " + seed + ", slices of " + most);
            assertEquals(Collections.emptyList(), place.rows("PRAGMA foreign_key_check"));
            return Model.state(place, false);
        }
    }

    private static void slices(Place place, List<Change> changes, int most, Random random) {
        for (int from = 0; from < changes.size(); ) {
            int size = most == Integer.MAX_VALUE ? changes.size() : 1 + random.nextInt(most);
            int end = Math.min(changes.size(), from + size);
            place.apply(changes.subList(from, end));
            from = end;
        }
    }

    @Test
    void whenAllIsWellAtTheServerNothingIsAside() {
        for (int seed : seeds()) {
            Model model = new Model(seed);
            for (int i = 0; i < 40; i++) {
                model.write();
            }
            model.heal();
            for (int most : new int[] {1, 5, Integer.MAX_VALUE}) {
                try (Place place = place("well-" + seed + "-" + most)) {
                    slices(place, model.changes, most, new Random(seed));
                    assertEquals(
                            Collections.emptyList(), place.rows("SELECT reason FROM mooring_aside"), "seed " + seed);
                    assertEquals(model.state(), Model.state(place, false), "seed " + seed);
                }
            }
        }
    }

    @Test
    void anotherOpeningMakesNoDifference() {
        for (int seed : seeds()) {
            Model model = new Model(seed);
            for (int i = 0; i < 50; i++) {
                model.write();
            }
            try (Place place = place("again-" + seed)) {
                slices(place, new ArrayList<>(model.changes), 9, new Random(seed));
                List<String> before = Model.state(place, false);
                place.reopen(Model.TABLES);
                assertEquals(before, Model.state(place, false), "seed " + seed);
                assertEquals(model.state(), Model.state(place, true), "seed " + seed);
            }
        }
    }

    private Place place(String name) {
        return new Place(directory.resolve(name + ".db"), true, new ChangesFormat(), Model.TABLES, Model.DDL);
    }
}
