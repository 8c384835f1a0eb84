package dev.mooring.sync.testing.conformance;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.mooring.sync.testing.changeset.ChangesetServer;
import dev.mooring.sync.testing.changeset.Flavour;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** What the kit finds of the stand-ins of the changeset family, whose faults are those of the live servers. */
class ChangesetConformanceTest {
    private static final String SCHEMA =
            "CREATE TABLE todo (id TEXT NOT NULL PRIMARY KEY, title TEXT NOT NULL DEFAULT '', done INTEGER NOT NULL"
                    + " DEFAULT 0);";

    /** They wait for what their server does not say, so all of them go on at the same time. */
    private static final Map<Flavour, CompletableFuture<Report>> REPORTS = new EnumMap<>(Flavour.class);

    @BeforeAll
    static void begin() {
        for (Flavour flavour : Flavour.values()) {
            REPORTS.put(flavour, CompletableFuture.supplyAsync(() -> made(flavour)));
        }
    }

    private static Report report(Flavour flavour) {
        return REPORTS.get(flavour).join();
    }

    private static Report made(Flavour flavour) {
        try (ChangesetServer server = ChangesetServer.builder()
                .flavour(flavour)
                .schema("init", SCHEMA)
                .build()
                .start()) {
            return Conformance.of(Family.CHANGESET, server.url())
                    .limits(Verdicts.SLOW_MACHINE)
                    .patience(Verdicts.AT_ONCE)
                    .hooks(new Hooks(user -> Map.of(), server::restart))
                    .run();
        }
    }

    @Test
    void theFork() {
        Report report = report(Flavour.FORK);
        Verdicts.assertBroken(
                report,
                List.of(
                        "float-as-integer",
                        "no-false-ack",
                        "tells-after-failure",
                        "order-kept",
                        "reset-told",
                        "other-path",
                        "survives-frames",
                        "survives-upgrade"));
        assertEquals(0, report.count(Verdict.NOT_OFFERED));
    }

    @Test
    void theForkBeforeIt() {
        Verdicts.assertBroken(
                report(Flavour.OLD_FORK),
                List.of(
                        "gap-refused",
                        "refusal-heard",
                        "float-as-integer",
                        "no-false-ack",
                        "tells-after-failure",
                        "order-kept",
                        "reset-told",
                        "other-path",
                        "survives-frames",
                        "survives-upgrade"));
    }

    @Test
    void thePublishedOneSaysLess() {
        Report report = report(Flavour.NPM);
        Verdicts.assertBroken(
                report,
                List.of(
                        "gap-refused",
                        "refusal-heard",
                        "float-as-integer",
                        "failure-told",
                        "schema-refused",
                        "peer-refused",
                        "order-kept",
                        "other-path",
                        "survives-frames",
                        "survives-upgrade"));
        assertEquals(
                List.of("status-told", "ack-means-stored", "ping", "no-false-ack"),
                Verdicts.ids(report, Verdict.NOT_OFFERED));
    }
}
