package dev.mooring.systemtests.simulation;

import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.mooring.sync.Cursor;
import dev.mooring.sync.spi.Answer;
import dev.mooring.sync.spi.Ask;
import dev.mooring.sync.spi.Cancellation;
import dev.mooring.sync.spi.ChangeSink;
import dev.mooring.sync.spi.Page;
import dev.mooring.sync.spi.Transport;
import dev.mooring.sync.testing.ForwardingTransport;
import dev.mooring.sync.testing.simulation.Schedule;
import dev.mooring.sync.testing.simulation.Simulation;
import dev.mooring.sync.testing.simulation.Violation;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BinaryOperator;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** What a client makes of leases has to be found when it is broken. */
@Tag("sim")
class LeaseSabotageTest {
    private static final int SEEDS = 8;

    /** Nobody overwrites anything by that, but it never writes again once another has. */
    @Test
    void aClientThatGoesOnPushingWithItsOldTokenIsFound() throws Exception {
        found(
                "I4/I9 (not converged)",
                inner -> new Bending(inner, (before, after) -> with(after, oldest(before, after), part(after, 3))));
    }

    @Test
    void aClientThatForgetsToStoreTheTokenIsFound() throws Exception {
        found(
                "I4/I9 (not converged)",
                inner -> new Bending(inner, (before, after) -> with(after, "0", part(after, 3))));
    }

    @Test
    void aClientThatForgetsTheHistoryIsFound() throws Exception {
        found(
                "I4/I9 (not converged)",
                inner -> new Bending(inner, (before, after) -> new Cursor(part(after, 0) + ":" + part(after, 1))));
    }

    @Test
    void aClientThatDropsTheEventsBehindARefusalIsFound() throws Exception {
        found("I5", inner -> new Bending(inner, (before, after) -> after) {
            private boolean refused;

            @Override
            public Answer exchange(Ask ask, ChangeSink sink, Cancellation cancellation) {
                boolean drops = refused && ask instanceof Ask.Pull;
                ChangeSink taking = drops ? (slice, after) -> sink.accept(List.of(), after) : sink;
                Answer answer = super.exchange(ask, taking, cancellation);
                refused = answer instanceof Answer.Diverged;
                return answer;
            }
        });
    }

    private static String part(Cursor cursor, int index) {
        String[] parts = cursor.token().split(":", 4);
        return index < parts.length ? parts[index] : "";
    }

    /** The first token that was told. */
    private static String oldest(Cursor before, Cursor after) {
        String known = part(before, 2);
        return known.isEmpty() || known.equals("0") ? part(after, 2) : known;
    }

    private static Cursor with(Cursor cursor, String token, String history) {
        String known = token.isEmpty() ? "0" : token;
        return new Cursor(part(cursor, 0) + ":" + part(cursor, 1) + ":" + known + ":" + history);
    }

    /** Keeps another cursor than it should, by the one before and the right one. */
    private static class Bending extends ForwardingTransport {
        private final BinaryOperator<Cursor> bent;

        Bending(Transport inner, BinaryOperator<Cursor> bent) {
            super(inner);
            this.bent = bent;
        }

        @Override
        public Answer exchange(Ask ask, ChangeSink sink, Cancellation cancellation) {
            UnaryOperator<Cursor> bending = after -> after.isStart() ? after : bent.apply(ask.cursor(), after);
            Answer answer = super.exchange(
                    ask,
                    (slice, after) -> sink.accept(slice, after == null ? null : bending.apply(after)),
                    cancellation);
            if (!(answer instanceof Answer.Settled settled)) {
                return answer;
            }
            Page page = settled.page();
            return new Answer.Settled(
                    settled.outcomes(), new Page(bending.apply(page.cursor()), page.more()), settled.response());
        }
    }

    private static void found(String invariant, UnaryOperator<Transport> saboteur) throws Exception {
        List<String> seen = new ArrayList<>();
        for (long seed = 1; seed <= SEEDS; seed++) {
            long same = seed;
            Throwable violation = Simulation.run(
                            devices -> new LeasedWorld<>(new MemoryDatabases(devices), same) {
                                @Override
                                public Transport transport(int device, int maxBatchCount, int slice) {
                                    return saboteur.apply(super.transport(device, maxBatchCount, slice));
                                }
                            },
                            Schedule.of(seed))
                    .violation();
            if (violation instanceof Violation) {
                seen.add(violation.getMessage());
            }
        }
        assertTrue(seen.size() > SEEDS / 5, () -> "hardly noticed: " + seen);
        assertTrue(seen.stream().anyMatch(message -> message.startsWith(invariant)), seen::toString);
    }
}
