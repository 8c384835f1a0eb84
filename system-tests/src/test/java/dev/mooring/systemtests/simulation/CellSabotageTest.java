package dev.mooring.systemtests.simulation;

import static org.junit.jupiter.api.Assertions.fail;

import dev.mooring.sync.Change;
import dev.mooring.sync.Mutation;
import dev.mooring.sync.spi.Answer;
import dev.mooring.sync.spi.Ask;
import dev.mooring.sync.spi.Cancellation;
import dev.mooring.sync.spi.ChangeSink;
import dev.mooring.sync.spi.ChangeSink.Incoming;
import dev.mooring.sync.spi.Outcome;
import dev.mooring.sync.spi.Page;
import dev.mooring.sync.spi.Transport;
import dev.mooring.sync.spi.storage.Intake;
import dev.mooring.sync.testing.ForwardingTransport;
import dev.mooring.sync.testing.changeset.Flavour;
import dev.mooring.sync.testing.simulation.Schedule;
import dev.mooring.sync.testing.simulation.Simulation;
import dev.mooring.sync.testing.simulation.Violation;
import dev.mooring.sync.testing.storage.MemoryTables;
import java.util.ArrayList;
import java.util.List;
import java.util.function.LongUnaryOperator;
import java.util.function.UnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Clients of a changeset server that break a rule of the merge must be found out by the checks of its simulation. */
@Tag("sim")
class CellSabotageTest {
    private static final int SEEDS = 12;

    @Test
    void anAcknowledgementOfWhatNeverArrivedIsFound() throws Exception {
        lying("I3/C3", inner -> new ForwardingTransport(inner) {
            @Override
            public Answer exchange(Ask ask, ChangeSink sink, Cancellation cancellation) {
                if (!(ask instanceof Ask.Push push)) {
                    return super.exchange(ask, sink, cancellation);
                }
                List<Outcome> outcomes = new ArrayList<>();
                push.mutations().forEach(each -> outcomes.add(new Outcome.Accepted(each.id(), Change.NO_POSITION)));
                return new Answer.Settled(outcomes, new Page(ask.cursor(), false), null);
            }
        });
    }

    @Test
    void aCellThatIsLeftOutIsFound() throws Exception {
        lying("I5", inner -> new ForwardingTransport(inner) {
            @Override
            public Answer exchange(Ask ask, ChangeSink sink, Cancellation cancellation) {
                ChangeSink leaky =
                        (slice, after) -> sink.accept(slice.size() < 2 ? slice : slice.subList(1, slice.size()), after);
                return super.exchange(ask, leaky, cancellation);
            }
        });
    }

    @Test
    void aCellWhoseClockIsOlderIsFound() throws Exception {
        lying("I5", inner -> new ForwardingTransport(inner) {
            @Override
            public Answer exchange(Ask ask, ChangeSink sink, Cancellation cancellation) {
                ChangeSink older = (slice, after) ->
                        sink.accept(slice.stream().map(CellSabotageTest::older).toList(), after);
                return super.exchange(ask, older, cancellation);
            }
        });
    }

    /** As if it had been written once only. */
    private static Incoming older(Incoming incoming) {
        Change change = incoming.change();
        String payload =
                change.tombstone() ? change.payload() : change.payload().replaceFirst("\"cv\":[0-9]+", "\"cv\":1");
        return new Incoming(with(change, payload), "");
    }

    private static Change with(Change change, String payload) {
        return new Change(
                Change.NO_POSITION,
                change.collection(),
                change.key(),
                change.kind(),
                payload,
                change.tombstone(),
                0,
                "",
                change.origin());
    }

    @Test
    void aMergeThatForgetsTheLastCellIsFound() throws Exception {
        tampering("I5", (tx, role, method, arguments) -> {
            if (method.getName().equals("merge") && arguments[0] instanceof List<?> cells && cells.size() > 1) {
                return Tampered.Tampering.honestly(role, method, new Object[] {cells.subList(0, cells.size() - 1)});
            }
            return Tampered.Tampering.honestly(role, method, arguments);
        });
    }

    /** The first life of a row is never over: what is deleted stays. */
    @Test
    void aMergeThatIsDeafToDeletionsIsFound() throws Exception {
        tampering("I5", (tx, role, method, arguments) -> {
            if (method.getName().equals("merge") && arguments[0] instanceof List<?> cells) {
                List<Object> kept = new ArrayList<>(cells);
                kept.removeIf(cell -> cell instanceof Change change && change.tombstone());
                return Tampered.Tampering.honestly(role, method, new Object[] {kept});
            }
            return Tampered.Tampering.honestly(role, method, arguments);
        });
    }

    /** As if a cell that says what stands here already were of no interest. */
    @Test
    void aClockThatStaysBehindItsValueIsFound() throws Exception {
        tampering("C2 (a clock", (tx, role, method, arguments) -> {
            if (method.getName().equals("merge") && arguments[0] instanceof List<?> cells) {
                List<Object> kept = new ArrayList<>(cells);
                kept.removeIf(cell -> cell instanceof Change change && stands((MemoryTables) tx.handle(), change));
                return Tampered.Tampering.honestly(role, method, new Object[] {kept});
            }
            return Tampered.Tampering.honestly(role, method, arguments);
        });
    }

    private static boolean stands(MemoryTables db, Change change) {
        String row = db.get(change.collection(), change.key());
        Matcher cell =
                Pattern.compile("\\{\"c\":\"(\\w+)\",\"v\":(.+),\"cv\":.*").matcher(change.payload());
        return row != null && cell.matches() && row.contains("\"" + cell.group(1) + "\":" + cell.group(2));
    }

    /** As if somebody had counted on. */
    @Test
    void aClockThatIsAheadIsFound() throws Exception {
        tampering("C2 (a clock", (tx, role, method, arguments) -> {
            if (method.getName().equals("merge") && arguments[0] instanceof List<?> cells) {
                List<Object> ahead = new ArrayList<>();
                cells.forEach(cell -> ahead.add(cell instanceof Change change ? ahead(change) : cell));
                return Tampered.Tampering.honestly(role, method, new Object[] {ahead});
            }
            return Tampered.Tampering.honestly(role, method, arguments);
        });
    }

    private static Change ahead(Change change) {
        return change.tombstone() || !change.payload().contains("\"n\"")
                ? change
                : with(change, change.payload().replaceFirst("\"cv\":", "\"cv\":1"));
    }

    @Test
    void aNumberThatIsGivenTwiceIsFound() throws Exception {
        numbering("C4 (one number", dv -> 1);
    }

    @Test
    void versionsThatGoBackAreFound() throws Exception {
        numbering("C4 (a version", dv -> 1_000 - dv);
    }

    private static void numbering(String check, LongUnaryOperator other) throws Exception {
        tampering(check, (tx, role, method, arguments) -> {
            if (!method.getName().equals("takeIn") || !(arguments[0] instanceof Intake intake)) {
                return Tampered.Tampering.honestly(role, method, arguments);
            }
            Object[] changed = arguments.clone();
            changed[0] = (Intake) (draft, at, appending) -> intake.take(numbered(draft, other), at, appending);
            return Tampered.Tampering.honestly(role, method, changed);
        });
    }

    private static Mutation numbered(Mutation draft, LongUnaryOperator other) {
        Matcher version = Pattern.compile("\"dv\":([0-9]+)").matcher(draft.payload());
        return new Mutation(
                draft.id(),
                draft.collection(),
                draft.key(),
                draft.kind(),
                version.replaceFirst(found -> "\"dv\":" + other.applyAsLong(Long.parseLong(found.group(1)))),
                draft.schemaVersion(),
                draft.createdAt());
    }

    private static void lying(String check, UnaryOperator<Transport> liar) throws Exception {
        found(check, devices -> new ChangesetWorld<>(new CellDatabases(devices), Flavour.FORK, 1) {
            @Override
            public Transport transport(int device, int maxBatchCount, int slice) {
                return liar.apply(super.transport(device, maxBatchCount, slice));
            }
        });
    }

    private static void tampering(String check, Tampered.Tampering tampering) throws Exception {
        found(
                check,
                devices ->
                        new ChangesetWorld<>(new Tampered<>(new CellDatabases(devices), tampering), Flavour.FORK, 1));
    }

    private static void found(String check, Simulation.WorldFactory<MemoryTables> worlds) throws Exception {
        List<String> seen = new ArrayList<>();
        for (long seed = 1; seed <= SEEDS; seed++) {
            Throwable violation =
                    Simulation.runInTheDark(worlds, Schedule.of(seed)).violation();
            if (violation instanceof Violation && violation.getMessage().contains(check)) {
                return;
            }
            seen.add(String.valueOf(violation));
        }
        fail("not found in " + SEEDS + " seeds: " + check + ", but " + seen);
    }
}
