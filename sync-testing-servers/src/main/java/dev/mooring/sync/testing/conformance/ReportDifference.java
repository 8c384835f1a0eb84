package dev.mooring.sync.testing.conformance;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What is different between two runs, such as before and after a server was upgraded. */
public final class ReportDifference {
    private final Map<String, String> changes;
    private final boolean worse;

    private ReportDifference(Map<String, String> changes, boolean worse) {
        this.changes = Collections.unmodifiableMap(changes);
        this.worse = worse;
    }

    /**
     * Compares two reports.
     *
     * @param before {@link Report#json} of the first run
     * @param after that of the second
     * @return what is different
     * @throws IllegalArgumentException if one of them is no report
     */
    public static ReportDifference between(String before, String after) {
        Map<String, Verdict> first = JsonReport.verdicts(before);
        Map<String, Verdict> second = JsonReport.verdicts(after);
        Set<String> promises = new LinkedHashSet<>(first.keySet());
        promises.addAll(second.keySet());
        Map<String, String> changes = new LinkedHashMap<>();
        boolean worse = false;
        for (String promise : promises) {
            Verdict was = first.get(promise);
            Verdict is = second.get(promise);
            if (was != is) {
                changes.put(promise, words(was) + " before, " + words(is) + " now");
                worse |= is == Verdict.BROKEN || was == Verdict.KEPT;
            }
        }
        return new ReportDifference(changes, worse);
    }

    private static String words(@Nullable Verdict verdict) {
        return verdict == null ? "not tried" : verdict.words();
    }

    /**
     * What has changed.
     *
     * @return the promise's name and both verdicts in words; empty if nothing changed
     */
    public Map<String, String> changes() {
        return changes;
    }

    /**
     * Whether something is broken that was not, or no longer kept.
     *
     * @return for an exit code
     */
    public boolean isWorse() {
        return worse;
    }
}
