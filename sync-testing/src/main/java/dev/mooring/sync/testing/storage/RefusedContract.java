package dev.mooring.sync.testing.storage;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.mooring.sync.Mutation;
import dev.mooring.sync.MutationState;
import dev.mooring.sync.recovery.ParkedMutation;
import dev.mooring.sync.spi.storage.OutboxCounts;
import dev.mooring.sync.spi.storage.OutboxEntry;
import dev.mooring.sync.spi.storage.StorageTx;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** What was refused and is in the app's rows all the same: it keeps its number until the app decides. */
abstract class RefusedContract<DB> extends ParkedContract<DB> {
    private List<OutboxEntry> three() throws Exception {
        write(tx -> {
            tx.outbox().append(mutation(1, "c", "a"), 10);
            tx.outbox().append(mutation(2, "c", "b"), 10);
            tx.outbox().append(mutation(3, "c", "a"), 10);
        });
        return all();
    }

    private static List<Long> numbers(List<OutboxEntry> entries) {
        return entries.stream().map(OutboxEntry::seq).toList();
    }

    private static List<OutboxEntry> refused(StorageTx<?> tx) {
        return tx.parked().refused(0, Integer.MAX_VALUE, Long.MAX_VALUE);
    }

    @Test
    void aRefusedEntryIsParkedAndKeepsItsNumber() throws Exception {
        List<OutboxEntry> entries = three();
        long first = entries.get(0).seq();
        write(tx -> tx.parked().refuse(first, "no", STAMP));
        assertEquals(entries.subList(1, 3), all());
        Mutation refused = entries.get(0).mutation();
        read(tx -> {
            assertEquals(new OutboxCounts(2, 0, 0, 1), tx.outbox().counts());
            assertEquals(
                    List.of(new ParkedMutation(refused, MutationState.QUARANTINED, "no", STAMP)),
                    tx.parked().list(MutationState.QUARANTINED, 9));
            OutboxEntry laid = refused(tx).get(0);
            assertEquals(first, laid.seq());
            assertEquals(refused, laid.mutation());
            assertTrue(laid.size() > 0);
            assertEquals(List.of(laid), refused(tx));
            assertEquals(List.of(laid), tx.parked().refused("c", "a", 0, 9, 9));
            assertEquals(List.of(), tx.parked().refused("c", "a", first, 9, 9));
            assertEquals(List.of(), tx.parked().refused("c", "b", 0, 9, 9));
            assertEquals(List.of(laid), tx.parked().refused(numbers(entries)));
            assertEquals(laid, tx.parked().refused(refused.id()));
            assertNull(tx.parked().refused(entries.get(1).mutation().id()));
            assertEquals(List.of(), tx.outbox().entries(List.of(first)));
            assertTrue(tx.outbox().holds(refused));
            assertEquals(List.of(entries.get(1)), tx.outbox().sendable(0, 9, 99), "what is behind it waits");
        });
        assertThrows(IllegalStateException.class, () -> write(tx -> tx.parked().refuse(first, "no", STAMP)));
        assertEquals(List.of(), storage().check());
    }

    @Test
    void whatWasParkedOtherwiseIsNotAmongThem() throws Exception {
        List<OutboxEntry> entries = three();
        write(tx -> {
            tx.parked().park(entries.get(0).seq(), MutationState.QUARANTINED, "no", STAMP);
            tx.parked().park(entries.get(1).seq(), MutationState.SUPERSEDED, "lost", STAMP);
        });
        read(tx -> {
            assertEquals(List.of(), refused(tx));
            assertNull(tx.parked().refused(entries.get(0).mutation().id()));
        });
        UUID parked = entries.get(0).mutation().id();
        assertThrows(IllegalStateException.class, () -> write(tx -> tx.parked().readmit(parked, 10)));
    }

    @Test
    void oneThatIsForgottenIsForgotten() throws Exception {
        List<OutboxEntry> entries = three();
        write(tx -> tx.parked().refuse(entries.get(0).seq(), "no", STAMP));
        write(tx -> tx.parked().unpark(entries.get(0).mutation().id()));
        read(tx -> {
            assertEquals(List.of(), refused(tx));
            assertEquals(new OutboxCounts(2, 0, 0, 0), tx.outbox().counts());
            assertEquals(entries.subList(1, 3), tx.outbox().sendable(0, 9, 99));
        });
        assertEquals(List.of(), storage().check());
    }

    @Test
    void oneThatIsReadmittedIsTheLast() throws Exception {
        List<OutboxEntry> entries = three();
        Mutation mutation = entries.get(0).mutation();
        write(tx -> tx.parked().refuse(entries.get(0).seq(), "no", STAMP));
        write(tx -> {
            long seq = tx.parked().readmit(mutation.id(), 17);
            assertTrue(seq > entries.get(2).seq());
            assertEquals(
                    List.of(new OutboxEntry(seq, mutation, 17)), tx.outbox().entries(List.of(seq)));
            assertEquals(List.of(), refused(tx));
            assertEquals(new OutboxCounts(3, 0, 0, 0), tx.outbox().counts());
            assertEquals(seq + 1, tx.outbox().append(mutation(9, "c", "x"), 10));
        });
        assertEquals(List.of(), storage().check());
    }

    @Test
    void entriesOfBothKindsAreRenumberedInTheirOrder() throws Exception {
        List<OutboxEntry> entries = three();
        write(tx -> tx.parked().refuse(entries.get(1).seq(), "no", STAMP));
        write(tx -> {
            tx.outbox().renumber(numbers(entries));
            List<Long> last = numbers(tx.outbox().unsettled(0, 9, 99));
            long refused = refused(tx).get(0).seq();
            assertTrue(last.get(0) > entries.get(2).seq());
            assertTrue(last.get(0) < refused && refused < last.get(1));
            assertEquals(last.get(1) + 1, tx.outbox().append(mutation(9, "c", "x"), 10));
            assertThrows(IllegalStateException.class, () -> tx.outbox().renumber(numbers(entries)));
        });
        assertEquals(List.of(), storage().check());
        write(tx -> {
            tx.outbox().renumber(List.of(refused(tx).get(0).seq()));
            long refused = refused(tx).get(0).seq();
            assertEquals(refused + 1, tx.outbox().append(mutation(10, "c", "x"), 10), "a number is not given twice");
        });
        assertEquals(List.of(), storage().check());
    }
}
