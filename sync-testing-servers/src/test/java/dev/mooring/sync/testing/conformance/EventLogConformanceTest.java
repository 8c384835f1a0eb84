package dev.mooring.sync.testing.conformance;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.mooring.sync.testing.eventlog.EventLogServer;
import dev.mooring.sync.testing.eventlog.EventLogServerBuilder;
import dev.mooring.sync.testing.eventlog.Flavour;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What the kit finds of the stand-ins of the event-log family, whose faults are those of the live servers. */
class EventLogConformanceTest {
    private static Report report(EventLogServerBuilder builder) {
        try (EventLogServer server = builder.build().start()) {
            return Verdicts.of(Family.EVENT_LOG, server.url(), server::restart);
        }
    }

    @Test
    void theBaseServerBreaksWhatItsPageSays() {
        Report report = report(EventLogServer.builder());
        Verdicts.assertBroken(
                report,
                List.of(
                        "atomic-batch",
                        "conflict-answer",
                        "marker-ahead",
                        "knows-less",
                        "one-winner",
                        "no-coercion",
                        "bad-request",
                        "missing-field",
                        "size-limit",
                        "server-events-only",
                        "raw-append",
                        "bad-marker",
                        "failed-call"));
        assertEquals(18, report.count(Verdict.NOT_OFFERED));
        assertEquals(1, report.exitCode());
    }

    @Test
    void theStrictOneKeepsItsPromises() {
        Report report = report(EventLogServer.builder().flavour(Flavour.STRICT).live(true));
        Verdicts.assertBroken(
                report,
                List.of(
                        "no-coercion",
                        "bad-request",
                        "missing-field",
                        "size-limit",
                        "raw-append",
                        "bad-marker",
                        "failed-call"));
        assertEquals(0, report.count(Verdict.NOT_OFFERED));
    }
}
