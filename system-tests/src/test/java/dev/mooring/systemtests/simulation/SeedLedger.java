package dev.mooring.systemtests.simulation;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * A file that says which blocks of seeds are played: a line for each, {@code variant family first count violations seeds…}. A block is
 * written when its last seed has been played, so a run that was stopped plays its last block again. Several processes may append to one
 * file.
 */
final class SeedLedger {
    private final Path file;
    private final Set<String> played = new HashSet<>();

    SeedLedger(Path file) throws IOException {
        this.file = file;
        if (Files.exists(file)) {
            for (String line : Files.readAllLines(file)) {
                String[] words = line.split(" ");
                if (words.length >= 4) {
                    played.add(words[0] + " " + words[1] + " " + words[2]);
                }
            }
        }
    }

    boolean has(SeedVariant.Pair pair, long first) {
        return played.contains(block(pair, first));
    }

    /** Notes a block. Returns its line. */
    String add(SeedVariant.Pair pair, long first, int count, List<Long> violated) throws IOException {
        StringBuilder line = new StringBuilder(block(pair, first));
        line.append(' ').append(count).append(' ').append(violated.size());
        violated.forEach(seed -> line.append(' ').append(seed));
        Files.writeString(file, line + "\n", StandardOpenOption.CREATE, StandardOpenOption.APPEND);
        played.add(block(pair, first));
        return line.toString();
    }

    private static String block(SeedVariant.Pair pair, long first) {
        return pair.variant() + " " + pair.family() + " " + first;
    }
}
