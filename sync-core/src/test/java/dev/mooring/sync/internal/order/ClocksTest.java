package dev.mooring.sync.internal.order;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.mooring.sync.Change;
import dev.mooring.sync.ConflictPolicy;
import dev.mooring.sync.Cursor;
import dev.mooring.sync.Mutation;
import dev.mooring.sync.ServerIdentity;
import dev.mooring.sync.internal.merge.Transition;
import dev.mooring.sync.internal.merge.Verdicts;
import dev.mooring.sync.internal.outbox.RefusedBelow;
import dev.mooring.sync.spi.Answer;
import dev.mooring.sync.spi.Ask;
import dev.mooring.sync.spi.Cancellation;
import dev.mooring.sync.spi.Capabilities;
import dev.mooring.sync.spi.ChangeSink;
import dev.mooring.sync.spi.ChangeSink.Incoming;
import dev.mooring.sync.spi.Outcome;
import dev.mooring.sync.spi.Transport;
import dev.mooring.sync.spi.storage.AsideTx;
import dev.mooring.sync.spi.storage.ClockTx;
import dev.mooring.sync.spi.storage.ClockTx.Merged;
import dev.mooring.sync.spi.storage.ConfirmedTx;
import dev.mooring.sync.spi.storage.CursorTx;
import dev.mooring.sync.spi.storage.OutboxEntry;
import dev.mooring.sync.spi.storage.StagingTx;
import dev.mooring.sync.spi.storage.StorageTx;
import dev.mooring.sync.spi.storage.SyncState;
import java.lang.reflect.Proxy;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** Cells go to the storage as they came; an answer settles what it names and nothing else. */
class ClocksTest {
    private static final SyncState HERE = new SyncState(new Cursor("here"), 0);
    private static final byte[] SITE = {1, 2, 3};

    private final List<List<Change>> merged = new ArrayList<>();
    private final List<String> aside = new ArrayList<>();
    private final List<byte[]> names = new ArrayList<>();
    private final ServerOrder order = ServerOrder.of(new Named());
    private final StorageTx<?> tx = tx(true);

    /** Answers what a test needs, by the names of methods; everything else is a failure. */
    @SuppressWarnings("unchecked")
    private static <T> T role(Class<T> type, Map<String, ?> answers) {
        return (T) Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] {type}, (proxy, method, args) -> {
            Object answer = answers.get(method.getName());
            if (answer == null) {
                throw new AssertionError(type.getSimpleName() + " was asked for " + method.getName());
            }
            return answer instanceof Call call ? call.on(args) : answer;
        });
    }

    private interface Call {
        Object on(Object[] args);
    }

    @SuppressWarnings("unchecked")
    private StorageTx<?> tx(boolean withClocks) {
        Call merge = args -> {
            List<Change> cells = (List<Change>) args[0];
            merged.add(cells);
            return new Merged(cells.size() - 1, 1, List.of(), 0);
        };
        Call put = args -> {
            aside.add(String.valueOf(args[0]));
            return null;
        };
        Call none = args -> null;
        return role(
                StorageTx.class,
                Map.of(
                        "clocks",
                        withClocks ? role(ClockTx.class, Map.of("merge", merge, "site", SITE, "version", 7L)) : none,
                        "cursor",
                        role(CursorTx.class, Map.of("state", HERE)),
                        "confirmed",
                        role(ConfirmedTx.class, Map.of("get", none)),
                        "staging",
                        role(StagingTx.class, Map.of()),
                        "aside",
                        role(AsideTx.class, Map.of("put", put, "readable", none))));
    }

    private static Incoming cell(int n) {
        return new Incoming(
                new Change(Change.NO_POSITION, "todo", "[" + n + "]", "cell", "{\"n\":" + n + "}", false, 0, "", ""),
                "");
    }

    private List<Transition> merge(List<Incoming> slice, Cursor after) {
        List<Transition> written = new ArrayList<>();
        List<Transition> made = order.merge(
                tx, slice, after, Verdicts.of(ConflictPolicy.serverWins()), ServerOrder.Bounds.NONE, written::add);
        assertEquals(made, written);
        return made;
    }

    @Test
    void aSliceGoesToTheStorageAsItCame() {
        Transition made =
                merge(List.of(cell(1), cell(2), cell(1)), new Cursor("there")).get(0);
        assertEquals(List.of(List.of(cell(1).change(), cell(2).change(), cell(1).change())), merged);
        assertEquals(3, made.foreign());
        assertEquals(2, made.cells().merged().applied());
        assertEquals(21, made.cells().bytes());
        assertTrue(made.applied().isEmpty()
                && made.superseded().isEmpty()
                && made.acked().isEmpty());
        assertEquals(new Cursor("there"), made.state().cursor());
    }

    @Test
    void theCursorStaysWhereTheSliceHasNoTruePosition() {
        assertSame(HERE, merge(List.of(cell(1)), null).get(0).state());
        merged.clear();
        assertEquals(
                new Cursor("there"),
                merge(List.of(), new Cursor("there")).get(0).state().cursor());
        assertTrue(merged.isEmpty(), "there was nothing to merge");
    }

    @Test
    void whatCannotBeReadIsSetAsideAndTheRestFlows() {
        List<Incoming> slice = List.of(cell(1), Incoming.unreadable("todo", "[2]", "a bad key"), cell(3));
        assertEquals(List.of(cell(1), cell(3)), order.readable(tx, slice));
        assertEquals(1, aside.size());
        assertEquals(List.of(cell(1), cell(3)), order.fetched(tx, slice));
    }

    @Test
    void anAnswerSettlesWhatItNames() {
        List<OutboxEntry> members = new ArrayList<>();
        for (int n = 1; n <= 3; n++) {
            Mutation mutation = Mutation.of("todo", "[" + n + "]", "insert", "{}");
            members.add(new OutboxEntry(n, mutation.recorded(new UUID(0, n), Instant.EPOCH), 2));
        }
        Transition made = order.settle(
                tx,
                members,
                members,
                List.of(
                        new Outcome.Accepted(new UUID(0, 1), Change.NO_POSITION),
                        new Outcome.Rejected(new UUID(0, 2), "no"),
                        new Outcome.Deferred(new UUID(0, 3), "later")),
                new Cursor("there"),
                RefusedBelow.NONE);
        assertEquals(List.of(members.get(0)), made.acked());
        assertEquals(members.get(1), made.rejected().get(0).entry());
        assertTrue(made.overtaken().isEmpty()
                && made.applied().isEmpty()
                && made.confirmed().isEmpty());
        assertSame(HERE, made.state(), "the run moves it with the answer");
    }

    @Test
    void aPullComesFirstInDoubtOnly() {
        assertTrue(order.pullsFirst(true, false));
        assertTrue(order.pullsFirst(false, true));
        assertFalse(order.pullsFirst(false, false));
        assertFalse(order.provesCurrent() || order.keepsRest() || order.keepsRows() || order.layers());
        assertTrue(order.sendsUnread() && order.moreIsNews());
        assertEquals(-1, order.confirmed(tx));
    }

    @Test
    void theTransportLearnsTheNameOfTheDatabase() {
        order.check(tx);
        order.beginning(tx);
        assertArrayEquals(SITE, names.get(0));
        assertThrows(IllegalStateException.class, () -> order.check(tx(false)));
    }

    @Test
    void aCopyIsOutgrownByAServerThatHoldsMore() {
        assertFalse(order.isOutgrown(tx, -1));
        assertFalse(order.isOutgrown(tx, 7));
        assertTrue(order.isOutgrown(tx, 8));
    }

    private final class Named implements Transport {
        @Override
        public Capabilities capabilities() {
            return Capabilities.clocks("test", new ServerIdentity("s", "u")).build();
        }

        @Override
        public void named(byte[] site) {
            names.add(site);
        }

        @Override
        public int measure(Mutation mutation) {
            return 1;
        }

        @Override
        public String echo(Mutation mutation) {
            return "";
        }

        @Override
        public Answer exchange(Ask ask, ChangeSink sink, Cancellation cancellation) {
            throw new AssertionError("an order makes no exchange");
        }

        @Override
        public void close() {}
    }
}
