package dev.mooring.systemtests.simulation;

import java.util.ArrayList;
import java.util.List;

/**
 * Plays many seeds of every variant and family, block by block, and notes each block in a {@link SeedLedger}, so that a night's work can be
 * stopped and gone on with. Every pair of variant and family has had its first block before any has its second. Blocks are dealt to shards
 * by turns: as many processes as there are shards share one ledger.
 */
record SeedRuns(SeedLedger ledger, int shard, int shards, int block) {
    /** Returns the lines of the blocks in which an invariant was broken. */
    List<String> play(List<SeedVariant.Pair> pairs, long first, int seeds) throws Exception {
        List<String> broken = new ArrayList<>();
        int turn = 0;
        for (long from = first; from < first + seeds; from += block) {
            int count = (int) Math.min(block, first + seeds - from);
            for (SeedVariant.Pair pair : pairs) {
                boolean ours = turn++ % shards == shard;
                if (ours && !ledger.has(pair, from)) {
                    List<Long> violated = violated(pair, from, count);
                    String line = ledger.add(pair, from, count, violated);
                    if (!violated.isEmpty()) {
                        broken.add(line);
                    }
                }
            }
        }
        return broken;
    }

    private static List<Long> violated(SeedVariant.Pair pair, long from, int count) throws Exception {
        List<Long> violated = new ArrayList<>();
        for (long seed = from; seed < from + count; seed++) {
            if (pair.run().violated(seed)) {
                violated.add(seed);
            }
        }
        return violated;
    }
}
