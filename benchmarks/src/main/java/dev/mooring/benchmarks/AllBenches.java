package dev.mooring.benchmarks;

import java.io.BufferedReader;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Runs every benchmark that has an aim, each in a process of its own, {@code -Dbench.runs=N} times over, and prints one table: for each figure
 * the aim, the median and the spread.
 */
final class AllBenches {
    private static final int RUNS = Integer.getInteger("bench.runs", 1);
    private static final Pattern FIELD = Pattern.compile("\"(\\w+)\":(-?[0-9.]+)");

    private static final List<Aim> AIMS = List.of(
            new Aim("local-writes", "", "single_ratio_by_hand", 0.92),
            new Aim("local-writes", "", "batch_ratio_by_hand", 0.92),
            new Aim("captured-writes", "", "single_ratio_by_hand", 0.8),
            new Aim("captured-writes", "", "batch_ratio_by_hand", 0.8),
            new Aim("apply", "", "ratio_by_hand", 0.85),
            new Aim("apply", "", "ratio_updates_by_hand", 0.8),
            new Aim("drain", "event-log", "ratio_by_hand", 1.0),
            new Aim("drain", "op-log", "ratio_by_hand", 1.0),
            new Aim("drain", "row-sync", "ratio_by_hand", 1.0),
            new Aim("drain", "entity-sync", "ratio_by_hand", 1.0),
            new Aim("bootstrap", "event-log", "ratio_by_hand", 0.8),
            new Aim("bootstrap", "op-log", "ratio_by_hand", 0.8),
            new Aim("bootstrap", "row-sync", "ratio_by_hand", 0.8),
            new Aim("bootstrap", "entity-sync", "ratio_by_hand", 0.8),
            new Aim("full-pull", "", "ratio_by_hand", 0.7),
            new Aim("overhead", "", "p50_extra_ms", -0.15),
            new Aim("cold-start", "", "ratio_existing", -1.3));

    private AllBenches() {}

    /** A figure, and what it should reach; negative if it should stay below. */
    private record Aim(String bench, String dialect, String field, double value) {
        String run() {
            return bench + " " + dialect;
        }

        boolean isReached(double figure) {
            return value < 0 ? figure <= -value : figure >= value;
        }
    }

    static void run() throws Exception {
        Map<String, List<Map<String, Double>>> results = new LinkedHashMap<>();
        for (int run = 0; run < RUNS; run++) {
            for (Aim aim : AIMS) {
                List<Map<String, Double>> of = results.computeIfAbsent(aim.run(), name -> new ArrayList<>());
                if (of.size() <= run) {
                    of.add(measure(aim.bench(), aim.dialect()));
                }
            }
        }
        System.out.printf(
                Locale.ROOT,
                "%-16s %-12s %-24s %8s %8s %8s %8s%n",
                "bench",
                "dialect",
                "figure",
                "aim",
                "median",
                "least",
                "most");
        for (Aim aim : AIMS) {
            print(aim, results.getOrDefault(aim.run(), List.of()));
        }
    }

    private static void print(Aim aim, List<Map<String, Double>> runs) {
        double[] figures = runs.stream()
                .mapToDouble(run -> run.getOrDefault(aim.field(), Double.NaN))
                .toArray();
        double median = Rounds.median(figures);
        System.out.printf(
                Locale.ROOT,
                "%-16s %-12s %-24s %s%7.2f %8.2f %8.2f %8.2f%s%n",
                aim.bench(),
                aim.dialect(),
                aim.field(),
                aim.value() < 0 ? "<" : ">",
                Math.abs(aim.value()),
                median,
                Rounds.percentile(figures, 0),
                Rounds.percentile(figures, 1),
                aim.isReached(median) ? "" : "  missed");
    }

    /** The figures of the last line that a benchmark prints. */
    private static Map<String, Double> measure(String bench, String dialect) throws Exception {
        List<String> command = Forked.java("1g");
        if (!dialect.isEmpty()) {
            command.add(1, "-Dbench.dialect=" + dialect);
        }
        command.addAll(List.of(Main.class.getName(), bench));
        Process process = new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        String last = "";
        try (BufferedReader out = process.inputReader(StandardCharsets.UTF_8)) {
            for (String line = out.readLine(); line != null; line = out.readLine()) {
                last = line;
            }
        }
        if (process.waitFor() != 0) {
            throw new IllegalStateException(bench + " " + dialect + " ended with " + process.exitValue());
        }
        System.out.println(last);
        Map<String, Double> figures = new TreeMap<>();
        for (Matcher field = FIELD.matcher(last); field.find(); ) {
            figures.put(field.group(1), Double.valueOf(field.group(2)));
        }
        return figures;
    }
}
