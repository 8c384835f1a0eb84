package dev.mooring.sync.sqlite.internal.clock;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.mooring.sync.sqlite.internal.clock.CellRule.Fate;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** The fate of a cell, line by line, and that it does not matter which of two cells comes first. */
class CellRuleTest {
    @Test
    void ofARowThatNobodyHasHeardOfTheCellWins() {
        assertEquals(Fate.REVIVE, of(CellRule.NO_ROW, CellRule.NO_CELL, cell("a", 0, 1), 0));
        assertEquals(Fate.REVIVE, of(CellRule.NO_ROW, CellRule.NO_CELL, cell("-1", 3, 3), 0));
        assertEquals(Fate.DELETE, of(CellRule.NO_ROW, CellRule.NO_CELL, cell("-1", 2, 2), 0));
    }

    @Test
    void aLongerCausalLengthWinsWhateverTheVersions() {
        assertEquals(Fate.IGNORE, of(3, 1, cell("a", 99, 1), 1));
        assertEquals(Fate.IGNORE, of(3, 1, cell("-1", 2, 2), 1));
        assertEquals(Fate.DELETE, of(1, 99, cell("-1", 2, 2), -1));
        assertEquals(Fate.REVIVE, of(1, 99, cell("a", 1, 3), -1));
        assertEquals(Fate.REVIVE, of(2, CellRule.NO_CELL, cell("-1", 3, 3), -1));
    }

    @Test
    void whatIsGoneStaysGone() {
        assertEquals(Fate.IGNORE, of(2, CellRule.NO_CELL, cell("-1", 2, 2), 0));
        assertEquals(Fate.IGNORE, of(2, CellRule.NO_CELL, cell("a", 99, 2), 1));
        assertEquals(Fate.IGNORE, of(1, CellRule.NO_CELL, cell("-1", 1, 1), 0));
    }

    @Test
    void ofOneCausalLengthTheHigherVersionWins() {
        assertEquals(Fate.SET, of(1, 3, cell("a", 4, 1), -1));
        assertEquals(Fate.IGNORE, of(1, 3, cell("a", 2, 1), 1));
        assertEquals(Fate.SET, of(1, CellRule.NO_CELL, cell("a", 0, 1), -1));
    }

    @Test
    void ofOneVersionTheGreaterValueWinsAndAnEqualOneKeepsTheClock() {
        assertEquals(Fate.SET, of(1, 3, cell("a", 3, 1), 1));
        assertEquals(Fate.KEEP, of(1, 3, cell("a", 3, 1), 0));
        assertEquals(Fate.IGNORE, of(1, 3, cell("a", 3, 1), -1));
    }

    @Test
    void theFirstOfTwoDoesNotMatter() {
        Random random = new Random(1);
        for (int i = 0; i < 20_000; i++) {
            Cell one = any(random);
            Cell other = any(random);
            assertEquals(after(one, other), after(other, one), one + " and " + other);
            assertEquals(after(one), after(one, one), one.toString());
        }
    }

    private static Cell any(Random random) {
        long cl = 1 + random.nextInt(4);
        boolean sentinel = cl % 2 == 0 || random.nextInt(4) == 0;
        return sentinel
                ? new Cell("-1", null, cl, 1, cl, 0)
                : new Cell("a", (long) random.nextInt(3), random.nextInt(3), 1, cl, 0);
    }

    /** Causal length, version and value of one column. */
    private static String after(Cell... cells) {
        long cl = CellRule.NO_ROW;
        long cv = CellRule.NO_CELL;
        Object[] value = {null};
        for (Cell cell : cells) {
            Fate fate = CellRule.of(cl, cv, cell, () -> ValueOrder.compare(cell.value(), value[0]));
            if (fate == Fate.DELETE || fate == Fate.REVIVE) {
                cl = cell.cl();
                cv = CellRule.NO_CELL;
                value[0] = null;
            }
            if (fate == Fate.SET || (fate == Fate.REVIVE && !cell.isSentinel())) {
                cv = cell.cv();
                value[0] = cell.value();
            }
        }
        assertTrue(cl > 0);
        return cl + " " + cv + " " + value[0];
    }

    private static Cell cell(String column, long cv, long cl) {
        return new Cell(column, null, cv, 1, cl, 0);
    }

    private static Fate of(long cl, long cv, Cell incoming, int order) {
        return CellRule.of(cl, cv, incoming, () -> order);
    }
}
