package dev.mooring.sync.sqlite.internal.clock;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * Whatever devices write, and however it reaches the others: all end the same, cell by cell as the oracle says. {@code
 * -Dmooring.histories=N} histories, from {@code -Dmooring.histories.first=S} on (0 by default).
 */
class CellHistoryTest {
    private static final int SEEDS = Integer.getInteger("mooring.histories", 500);
    private static final int MANY = Integer.getInteger("mooring.histories", 100_000);
    private static final int FIRST = Integer.getInteger("mooring.histories.first", 0);
    private static final List<CellSite> SITES = new ArrayList<>();

    @BeforeAll
    static void open() throws Exception {
        for (int i = 0; i < 5; i++) {
            SITES.add(new CellSite(CellHistory.SPECS, CellHistory.DDL));
        }
    }

    @AfterAll
    static void close() throws Exception {
        for (CellSite site : SITES) {
            site.close();
        }
        SITES.clear();
    }

    @Test
    void allDevicesEndAsTheOracleSays() {
        for (int seed = FIRST; seed < FIRST + SEEDS; seed++) {
            new CellHistory(seed, SITES).run(1 + seed % 9);
        }
    }

    @Test
    @Tag("long")
    void allDevicesEndAsTheOracleSaysInVeryManyHistories() {
        for (int seed = FIRST; seed < FIRST + MANY; seed++) {
            new CellHistory(1_000_000L + seed, SITES).run(1 + seed % 40);
        }
    }
}
