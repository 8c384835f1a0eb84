package dev.mooring.systemtests.simulation;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;

/**
 * A night's work, where {@code -Dsim.ledger=FILE} names a ledger: {@code -Dsim.seeds} seeds of each variant and family from
 * {@code -Dsim.first} on; {@code -Dsim.shard=1/2} plays half of it.
 */
@Tag("sim")
class SeedRunsTest {
    @TempDir
    Path directory;

    private final List<String> runs = new ArrayList<>();
    private final List<SeedVariant.Pair> pairs = List.of(pair("plain", "a"), pair("plain", "b"), pair("trouble", "a"));

    /** The third seed of each breaks something. */
    private SeedVariant.Pair pair(String variant, String family) {
        return new SeedVariant.Pair(variant, family, seed -> {
            runs.add(variant + family + seed);
            return seed == 3;
        });
    }

    private SeedRuns shard(int shard, int shards) throws Exception {
        return new SeedRuns(new SeedLedger(directory.resolve("ledger.txt")), shard, shards, 2);
    }

    @Test
    void everyPairHasItsFirstBlockBeforeAnyHasItsSecond() throws Exception {
        List<String> broken = shard(0, 1).play(pairs, 1, 3);
        assertEquals(List.of("plain a 3 1 1 3", "plain b 3 1 1 3", "trouble a 3 1 1 3"), broken);
        assertEquals(List.of("plaina1", "plaina2", "plainb1", "plainb2", "troublea1", "troublea2"), runs.subList(0, 6));
    }

    @Test
    void whatTheLedgerHasIsNotPlayedAgain() throws Exception {
        shard(0, 1).play(pairs, 1, 4);
        runs.clear();
        shard(0, 1).play(pairs, 1, 6);
        assertEquals(List.of("plaina5", "plaina6", "plainb5", "plainb6", "troublea5", "troublea6"), runs);
    }

    @Test
    void shardsPlayEachSeedOnce() throws Exception {
        shard(0, 2).play(pairs, 1, 4);
        shard(1, 2).play(pairs, 1, 4);
        assertEquals(12, runs.stream().distinct().count());
        assertEquals(12, runs.size());
        assertEquals(6, Files.readAllLines(directory.resolve("ledger.txt")).size());
    }

    @Test
    @EnabledIfSystemProperty(named = "sim.ledger", matches = ".+")
    void aNightOfSeedsBreaksNothing() throws Exception {
        String[] shard = System.getProperty("sim.shard", "1/1").split("/");
        SeedLedger ledger = new SeedLedger(Path.of(System.getProperty("sim.ledger")));
        SeedRuns night = new SeedRuns(ledger, Integer.parseInt(shard[0]) - 1, Integer.parseInt(shard[1]), 10);
        assertEquals(List.of(), night.play(SeedVariant.all(), Seeds.FIRST, Seeds.COUNT));
    }
}
