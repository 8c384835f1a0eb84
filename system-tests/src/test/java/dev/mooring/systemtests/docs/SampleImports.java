package dev.mooring.systemtests.docs;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Says which imports the samples of a document need to compile where somebody pastes them, and which it shows. It shows them in
 * blocks that have nothing but imports: one before the first section is for the whole document, any other for its section.
 */
final class SampleImports {
    private static final Pattern IMPORT = Pattern.compile("import (?:static )?([\\w.]+?)(\\w+);?");
    private static final Pattern NO_CODE =
            Pattern.compile("/\\*.*?\\*/|//[^\\n]*|\"\"\".*?\"\"\"|\"(?:\\\\.|[^\"\\\\\\n])*\"", Pattern.DOTALL);

    /** What the tests have in the form of other libraries' classes, and where an app imports it from. */
    private static final Map<String, Set<String>> STAND_INS = Map.of(
            "androidx.work.",
            Set.of(
                    "BackoffPolicy",
                    "Constraints",
                    "CoroutineWorker",
                    "ExistingPeriodicWorkPolicy",
                    "ExistingWorkPolicy",
                    "NetworkType",
                    "OneTimeWorkRequest",
                    "OneTimeWorkRequestBuilder",
                    "OutOfQuotaPolicy",
                    "PeriodicWorkRequest",
                    "PeriodicWorkRequestBuilder",
                    "WorkManager",
                    "Worker",
                    "WorkerParameters"),
            "androidx.lifecycle.",
            Set.of("DefaultLifecycleObserver", "LifecycleOwner", "ViewModel", "viewModelScope"),
            "androidx.sqlite.db.",
            Set.of("SimpleSQLiteQuery", "SupportSQLiteDatabase", "SupportSQLiteOpenHelper", "SupportSQLiteStatement"),
            "app.cash.sqldelight.driver.android.",
            Set.of("AndroidSqliteDriver"));

    private final Map<String, List<String>> importsOfSamples;

    SampleImports(Map<String, List<String>> importsOfSamples) {
        this.importsOfSamples = importsOfSamples;
    }

    /** What is wrong, by the section: the imports that it should show. */
    Map<String, String> wrong(Path document) throws IOException {
        Map<String, Set<String>> needed = new LinkedHashMap<>();
        Map<String, Set<String>> shown = new LinkedHashMap<>();
        NavigableMap<Integer, String> sections = sections(document);
        Samples.codeBlocks(document).forEach((line, block) -> {
            String section = sections.floorEntry(line).getValue();
            if (isImports(block)) {
                shown.computeIfAbsent(section, any -> new TreeSet<>())
                        .addAll(block.lines()
                                .filter(shownLine -> !shownLine.isEmpty())
                                .toList());
            } else {
                needed.computeIfAbsent(section, any -> new TreeSet<>()).addAll(neededBy(block));
            }
        });
        Set<String> everywhere = shown.getOrDefault("", Set.of());
        Set<String> used = new TreeSet<>();
        needed.values().forEach(used::addAll);
        Map<String, String> wrong = new LinkedHashMap<>();
        for (String section : new LinkedHashSet<>(sections.values())) {
            Set<String> due = new TreeSet<>(needed.getOrDefault(section, Set.of()));
            due.removeAll(section.isEmpty() ? Set.of() : everywhere);
            Set<String> there = shown.getOrDefault(section, Set.of());
            boolean right = section.isEmpty() ? there.containsAll(due) && used.containsAll(there) : there.equals(due);
            if (!right) {
                wrong.put(section, String.join("\n", section.isEmpty() ? used : due));
            }
        }
        return wrong;
    }

    /** Whether a block has imports alone. */
    static boolean isImports(String block) {
        return block.lines()
                .allMatch(line -> line.isEmpty() || IMPORT.matcher(line).matches());
    }

    private Set<String> neededBy(String block) {
        String code = NO_CODE.matcher(block).replaceAll(" ");
        boolean java = code.contains(";");
        Set<String> needed = new TreeSet<>();
        for (String line : importsOfSamples.getOrDefault(block, List.of())) {
            Matcher parts = IMPORT.matcher(line);
            if (parts.matches() && !isStandIn(parts.group(1)) && names(code, parts.group(2))) {
                needed.add(line.replace("dev.mooring.systemtests.docs.", "com.example."));
            }
        }
        STAND_INS.forEach((from, names) -> names.forEach(name -> {
            if (names(code, name)) {
                needed.add("import " + from + name + (java ? ";" : ""));
            }
        }));
        needed.removeIf(line -> ("\n" + block + "\n").contains("\n" + line + "\n"));
        return needed;
    }

    private static boolean isStandIn(String from) {
        return from.endsWith(".AndroidX.");
    }

    private static boolean names(String code, String name) {
        return Pattern.compile("(?<!\\w)" + name + "(?!\\w)").matcher(code).find();
    }

    /** The section that begins at each line; what comes before the first one has an empty name. */
    private static NavigableMap<Integer, String> sections(Path document) throws IOException {
        NavigableMap<Integer, String> sections = new TreeMap<>(Map.of(0, ""));
        List<String> lines = Files.readAllLines(document);
        for (int i = 0; i < lines.size(); i++) {
            if (lines.get(i).startsWith("## ")) {
                sections.put(i + 1, lines.get(i).substring(3));
            }
        }
        return sections;
    }
}
