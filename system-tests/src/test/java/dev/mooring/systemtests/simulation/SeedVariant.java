package dev.mooring.systemtests.simulation;

import dev.mooring.sync.testing.simulation.Schedule;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.function.UnaryOperator;

/** What else happens in a simulated run, and the server families for which it can happen. */
enum SeedVariant {
    PLAIN(10, Family::violated),
    TROUBLE(4, Family::violatedInTrouble),
    RECOVERY(4, Family::violatedInRecovery),
    STRANGERS(4, Family::violatedByStrangers),
    STOPS(4, Family::violatedByStops),
    CHANNELS(4, Family::violatedByChannels),
    USERS(4, Family::violatedByUsers) {
        @Override
        boolean has(Family family) {
            return family.hasTwoUsers();
        }
    },
    PIECES(4, Family::violatedWithPieces) {
        @Override
        boolean has(Family family) {
            return family == Family.ENTITY_SYNC;
        }
    },
    TABLES(schedule -> schedule),
    TABLES_TROUBLE(Schedule::withTrouble),
    TABLES_RECOVERY(schedule -> schedule.withTrouble().withRecovery());

    /** A seed of a variant and family. */
    interface Run {
        boolean violated(long seed) throws Exception;
    }

    /** One that can be played. */
    record Pair(String variant, String family, Run run) {}

    private final List<Pair> pairs;

    SeedVariant(int files, Seeds.Variant how) {
        pairs = Arrays.stream(Family.values())
                .filter(this::has)
                .map(family -> new Pair(label(), family.dialect, seed -> how.violated(family, seed, seed % files == 0)))
                .toList();
    }

    SeedVariant(UnaryOperator<Schedule> more) {
        pairs = Arrays.stream(TableFamily.values())
                .map(family -> new Pair(
                        label(),
                        family.dialect.substring("tables-".length()),
                        seed -> family.violated(more.apply(Schedule.of(seed)))))
                .toList();
    }

    private String label() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    boolean has(Family family) {
        return true;
    }

    /** Every variant with every family that has it. */
    static List<Pair> all() {
        return Arrays.stream(values())
                .flatMap(variant -> variant.pairs.stream())
                .toList();
    }
}
