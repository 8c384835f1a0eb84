package dev.mooring.sync.testing.conformance;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Assertions;

/** Runs the kit against a server of a test, and looks at what it found. */
final class Verdicts {
    private Verdicts() {}

    static Report of(Family family, String url, Runnable restart) {
        return Conformance.of(family, url)
                .hooks(new Hooks(user -> Map.of(), restart))
                .run();
    }

    static List<String> ids(Report report, Verdict verdict) {
        return report.findings().stream()
                .filter(each -> each.verdict() == verdict)
                .map(each -> each.promise().id())
                .toList();
    }

    /** Exactly these promises are broken, and nothing is unclear. */
    static void assertBroken(Report report, List<String> expected) {
        Assertions.assertEquals(List.of(), ids(report, Verdict.UNCLEAR), report::text);
        Assertions.assertEquals(expected, ids(report, Verdict.BROKEN), report::text);
    }
}
