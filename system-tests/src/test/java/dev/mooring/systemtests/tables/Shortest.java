package dev.mooring.systemtests.tables;

import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Plays scripts, each in a folder of its own, and makes one that fails as short as it can while it fails alike. */
final class Shortest {
    private final int runs;
    private int left;

    Shortest(int runs) {
        this.runs = runs;
    }

    /** How a script fails, or null. */
    static @Nullable Throwable failure(Script script) throws Exception {
        Path folder = Files.createTempDirectory("mooring-tables");
        try {
            Differential.run(script, folder);
            return null;
        } catch (SQLException | RuntimeException | AssertionError e) {
            return e;
        } finally {
            try (Stream<Path> files = Files.walk(folder)) {
                List<Path> inside = files.sorted(Comparator.reverseOrder()).toList();
                for (Path file : inside) {
                    Files.delete(file);
                }
            }
        }
    }

    Script of(Script script, Throwable failure) throws Exception {
        left = runs;
        Script best = script;
        for (int size = script.events().size() / 2; size >= 1; size /= 2) {
            for (int from = best.events().size() - size; from >= 0; from -= size) {
                List<Event> fewer = new ArrayList<>(best.events());
                fewer.subList(from, Math.min(from + size, fewer.size())).clear();
                best = better(best, best.with(fewer), failure);
            }
        }
        for (int i = 0; i < best.events().size(); i++) {
            for (int step = best.events().get(i).steps().size() - 1; step >= 0; step--) {
                best = better(best, without(best, i, step), failure);
            }
        }
        return best;
    }

    private static Script without(Script script, int at, int step) {
        Event event = script.events().get(at);
        List<Step> steps = new ArrayList<>(event.steps());
        steps.remove(step);
        List<Event> events = new ArrayList<>(script.events());
        boolean commits = event.transaction() != null && event.transaction().commits();
        events.set(
                at, new Event(event.what(), new Transaction(steps, commits), Math.min(event.amount(), steps.size())));
        return script.with(events);
    }

    private Script better(Script best, Script shorter, Throwable failure) throws Exception {
        if (left-- <= 0) {
            return best;
        }
        Throwable now = failure(shorter);
        return now != null && kind(now).equals(kind(failure)) ? shorter : best;
    }

    private static String kind(Throwable failure) {
        return failure instanceof Difference difference
                ? difference.kind()
                : failure.getClass().getName();
    }
}
