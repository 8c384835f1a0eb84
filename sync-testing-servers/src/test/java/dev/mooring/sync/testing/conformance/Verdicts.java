package dev.mooring.sync.testing.conformance;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Assertions;

/** Runs the kit against a server of a test, and looks at what it found. */
final class Verdicts {
    /** Large requests may take long on a machine that does much else. */
    static final Limits SLOW_MACHINE =
            new Limits(3_000, 200, 16L << 20, Duration.ofSeconds(60), Duration.ofMinutes(10));

    /** A stand-in says at once what it says; this is waited for what it does not say. */
    static final Duration AT_ONCE = Duration.ofSeconds(1);

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
