package dev.mooring.sync.testing.simulation;

import dev.mooring.sync.spi.storage.StorageTx;
import dev.mooring.sync.spi.storage.Unreadable;
import dev.mooring.sync.status.SyncStatus;
import dev.mooring.sync.status.SyncStatus.State;
import dev.mooring.sync.status.Thresholds;
import dev.mooring.sync.testing.simulation.Checks.Held;
import dev.mooring.sync.testing.simulation.SimulatedWorld.CellFact;
import dev.mooring.sync.testing.simulation.SimulatedWorld.ServerFact;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * What the one light promises. Green means: the server was heard a moment ago, nothing is pending, and what the server has had for
 * longer than the grace is here. The simulation looks at the server whenever somebody has spoken to it, and before each look at a
 * light, as what a device is told in an answer may have come about in that exchange. So it knows since when the server has had what.
 */
final class Light<DB> {
    private static final Duration GRACE = Thresholds.DEFAULT.grace();

    private final SimulatedWorld<DB> world;
    private final Duration fresh;
    private final Map<ServerFact, Duration> since = new HashMap<>();
    private final Map<String, Row> rows = new HashMap<>();
    private List<ServerFact> seen = List.of();
    private List<CellFact> cells = List.of();
    private Map<String, List<CellFact>> clocks = Map.of();
    private boolean mayDiffer;
    private Duration lostAt = Duration.ZERO;

    Light(SimulatedWorld<DB> world, Schedule schedule) {
        this.world = world;
        this.fresh = GRACE.plusSeconds(schedule.slowestPoll());
    }

    /**
     * The present state of a row where the server keeps keys, how long it may hide it, and since when that is so. Cells that were written anew
     * may look as before: a row that the server has never had is gone there as well when somebody has deleted it.
     */
    private record Row(String label, List<CellFact> clocks, Duration hidden, long hidings, Duration since) {
        boolean isSameAs(Row other) {
            return label.equals(other.label)
                    && clocks.equals(other.clocks)
                    && hidden.equals(other.hidden)
                    && hidings == other.hidings;
        }
    }

    /** The server has lost something: until all have found out, it may be found to be another one. */
    void lost(Duration now) {
        mayDiffer = true;
        lostAt = now;
    }

    /** Somebody may have changed the server. */
    void look(Duration now) {
        List<ServerFact> facts = world.facts();
        if (world.keepsKeys()) {
            lookAtRows(facts, now);
        } else if (facts != seen) {
            seen = facts;
            Set<ServerFact> there = new HashSet<>(facts);
            since.keySet().retainAll(there);
            there.forEach(fact -> since.putIfAbsent(fact, now));
        }
    }

    private void lookAtRows(List<ServerFact> facts, Duration now) {
        List<CellFact> told = world.keepsCells() ? world.cells() : List.of();
        if (told != cells) {
            cells = told;
            clocks = told.stream().collect(Collectors.groupingBy(CellFact::row));
        }
        Map<String, String> labels = new HashMap<>();
        rows.keySet().forEach(row -> labels.put(row, ""));
        facts.forEach(fact -> labels.put(fact.row(), fact.label()));
        labels.forEach((row, label) -> rows.merge(
                row,
                new Row(label, clocks.getOrDefault(row, List.of()), world.hides(row), world.hidings(row), now),
                (before, after) -> before.isSameAs(after) ? before : after));
    }

    void check(Device<DB> device, SyncStatus status, Checks<DB> checks, StorageTx<DB> tx, Held held, Duration now) {
        look(now);
        Violation.check(
                mayDiffer || world.seemedEmpty() || status.state() != State.INCOMPATIBLE || isStrange(device, status),
                "status (incompatible with a server that has lost nothing)",
                device.name(),
                status);
        if (status.state() != State.SYNCED) {
            return;
        }
        Violation.check(
                status.light() != SyncStatus.Light.GREEN
                        || device.company.shared()
                        || (tx.outbox().counts().quarantined() == 0
                                && tx.aside().count() == 0),
                "I17 (green while something is refused or set aside)",
                device.name(),
                status);
        Violation.check(
                device.company.shared() || held.pending().isEmpty(),
                "status (synced while something is pending)",
                device.name(),
                held.pending());
        Violation.check(
                !device.rebuilds.past().isKnownToBePast(device.network.heardAt()),
                "status (synced with a server that knows less)",
                device.name(),
                () -> "heard at " + device.network.heardAt() + ", " + device.rebuilds.past());
        Duration heard = device.network.heardAt();
        Violation.check(
                (heard != null && heard.plus(fresh).compareTo(now) >= 0) || device.company.shared(),
                "status (synced with a silent server)",
                device.name(),
                () -> "heard at " + heard + ", now " + now);
        if (world.keepsKeys()) {
            rows(device, status, checks, tx, now);
        } else {
            log(device, checks, held, now);
        }
    }

    /** Where everything has come right, unless something waits for the app. */
    static void lit(Device<?> device) {
        Violation.check(
                isLit(device), "status (all is well and the light is not green)", device.name(), device.status());
    }

    static boolean isLit(Device<?> device) {
        SyncStatus status = device.status();
        return status.state() == State.SYNCED || status.pending() > 0;
    }

    private void log(Device<DB> device, Checks<DB> checks, Held held, Duration now) {
        List<ServerFact> known = checks.facts(device, held.cursor());
        if (known == seen) {
            // What is seen is what is known, so what is missing is behind the cursor.
            for (ServerFact fact : known) {
                if (fact.position() > held.position()) {
                    missing(device, fact, Objects.requireNonNull(since.get(fact)), now);
                }
            }
            return;
        }
        Set<ServerFact> applied = new HashSet<>();
        for (ServerFact fact : known) {
            if (fact.position() <= held.position()) {
                applied.add(fact);
            }
        }
        since.forEach((fact, began) -> {
            if (!applied.contains(fact)) {
                missing(device, fact, began, now);
            }
        });
    }

    private void missing(Device<DB> device, ServerFact fact, Duration began, Duration now) {
        // Another process may have come into the server's new history, which begins anew, and this one does not know
        // yet.
        Duration known = device.company.shared() && lostAt.compareTo(began) > 0 ? lostAt : began;
        Violation.check(
                known.plus(fresh).compareTo(now) >= 0,
                "status (synced while a change is missing)",
                device.name(),
                () -> fact + " is there since " + began + ", now " + now);
    }

    /** The credential is another account's, or was until the next sync. */
    private static boolean isStrange(Device<?> device, SyncStatus status) {
        SyncStatus.Reason reason = status.reason();
        return device.network.wasStrange() && reason != null && reason.cause() == SyncStatus.Cause.OTHER_ACCOUNT;
    }

    /**
     * What is held back is here although it is gone there, and what could not be read may be any row if it has no name; the light
     * says so.
     */
    private void rows(Device<DB> device, SyncStatus status, Checks<DB> checks, StorageTx<DB> tx, Duration now) {
        boolean holds = status.counts().heldBack() > 0;
        List<Unreadable> aside = status.light() == SyncStatus.Light.GREEN
                ? List.of()
                : tx.aside().unreadable(Integer.MAX_VALUE);
        rows.forEach((key, row) -> {
            Duration known = row.since.plus(fresh).plus(row.hidden);
            // Listings go by the wall clock, and one that is set back puts the next one off.
            Duration relisted = device.clockSetAt().plus(fresh).plus(row.hidden);
            Duration due = row.hidden.isZero() ? known : later(known, relisted);
            boolean unread = aside.stream()
                    .anyMatch(each -> each.key().isEmpty() || key.equals(each.collection() + "/" + each.key()));
            String here = Objects.requireNonNull(checks.confirmed(tx, key));
            Violation.check(
                    due.compareTo(now) >= 0 || unread || here.equals(row.label) || (holds && row.label.isEmpty()),
                    "status (synced while a change is missing)",
                    device.name(),
                    () -> key + " is '" + row.label + "' since " + row.since + ", here it is '" + here + "', now "
                            + now);
        });
    }

    private static Duration later(Duration one, Duration other) {
        return one.compareTo(other) > 0 ? one : other;
    }
}
