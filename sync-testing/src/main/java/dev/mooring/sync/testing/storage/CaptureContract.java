package dev.mooring.sync.testing.storage;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.mooring.sync.Mutation;
import dev.mooring.sync.Registration;
import dev.mooring.sync.ServerIdentity;
import dev.mooring.sync.StorageException;
import dev.mooring.sync.TablesChanged;
import dev.mooring.sync.spi.storage.Intake;
import dev.mooring.sync.spi.storage.OutboxCounts;
import dev.mooring.sync.spi.storage.OutboxEntry;
import dev.mooring.sync.spi.storage.Storage;
import dev.mooring.sync.spi.storage.StorageTx;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** What a storage that captures writes by itself owes: each is taken in once, in order, or not at all. */
abstract class CaptureContract<DB> extends ModelContract<DB> {
    /** Stamps like core, and remembers what it was given. */
    private static final class Stamping implements Intake {
        final List<Mutation> drafts = new ArrayList<>();
        final List<Instant> times = new ArrayList<>();
        private int next = 100;

        @Override
        public void take(Mutation draft, Instant at, Appending appending) {
            drafts.add(draft);
            times.add(at);
            appending.append(draft.recorded(mutation(next++).id(), at), 7);
        }
    }

    private void requireCaptures() {
        assumeTrue(fixture().captures(), "this storage captures nothing");
    }

    private void capture(String... keys) throws Exception {
        write(tx -> capture(tx, keys));
    }

    private void capture(StorageTx<DB> tx, String... keys) throws Exception {
        for (String key : keys) {
            fixture().capture(tx.handle(), key);
        }
    }

    private static List<Integer> ids(StorageTx<?> tx) {
        return all(tx).stream().map(CaptureContract::number).collect(Collectors.toList());
    }

    /** The n of {@link #mutation}. */
    private static int number(OutboxEntry entry) {
        return (int) (entry.mutation().id().getMostSignificantBits() & 0xFFF);
    }

    @Test
    void aStorageThatCapturesNothingHasNothingToTakeIn() throws Exception {
        assumeTrue(!fixture().captures(), "this storage captures");
        assertEquals(false, storage().captures());
        assertNull(storage().handler());
        storage().onCapture(() -> {}).close();
        assertThrows(IllegalStateException.class, () -> storage().onTablesChanged(change -> {}));
        write(tx -> assertNull(tx.captures()));
        read(tx -> assertNull(tx.captures()));
    }

    @Test
    void aStorageThatCapturesSaysSoAndBringsAHandler() throws Exception {
        requireCaptures();
        assertTrue(storage().captures());
        assertNotNull(storage().handler());
        write(tx -> assertEquals(0, captures(tx).waiting()));
    }

    @Test
    void whatIsCapturedIsPendingFromTheWriteOnAndAfterIt() throws Exception {
        requireCaptures();
        write(tx -> {
            capture(tx, "a", "b");
            assertEquals(2, captures(tx).waiting());
            assertEquals(new OutboxCounts(2, 2, 0, 0), tx.outbox().counts());
        });
        read(tx -> {
            assertEquals(2, captures(tx).waiting());
            assertEquals(new OutboxCounts(2, 2, 0, 0), tx.outbox().counts());
            assertEquals(List.of(), all(tx));
        });
    }

    @Test
    void anIntakeTakesAllOldestFirstAndOnce() throws Exception {
        requireCaptures();
        Stamping intake = new Stamping();
        capture("a", "b");
        write(tx -> {
            capture(tx, "c");
            assertEquals(3, captures(tx).takeIn(intake));
            assertEquals(0, captures(tx).waiting());
            assertEquals(new OutboxCounts(3, 0, 0, 0), tx.outbox().counts());
            assertEquals(0, captures(tx).takeIn(intake));
        });
        write(tx -> {
            assertEquals(0, captures(tx).takeIn(intake));
            assertEquals(List.of(100, 101, 102), ids(tx));
            for (int i = 0; i < 3; i++) {
                OutboxEntry entry = all(tx).get(i);
                Mutation draft = intake.drafts.get(i);
                assertEquals(draft.recorded(entry.mutation().id(), intake.times.get(i)), entry.mutation());
                assertEquals(7, entry.size());
            }
        });
        assertTrue(intake.drafts.stream().noneMatch(Mutation::isRecorded));
        assertEquals(3, intake.drafts.stream().map(Mutation::key).distinct().count());
    }

    @Test
    void whoAsksIsToldOfTheRowsThatACommitHasChanged() throws Exception {
        requireCaptures();
        BlockingQueue<TablesChanged> told = new LinkedBlockingQueue<>();
        Stamping intake = new Stamping();
        Registration asking = storage().onTablesChanged(told::add);
        capture("a", "b");
        write(tx -> captures(tx).takeIn(intake));
        Set<String> awaited = intake.drafts.stream().map(Mutation::key).collect(Collectors.toCollection(TreeSet::new));
        while (!awaited.isEmpty()) {
            TablesChanged change = told.poll(30, TimeUnit.SECONDS);
            assertNotNull(change, "nobody has told of " + awaited);
            awaited.removeIf(key -> !change.unknown().isEmpty()
                    || change.keys().keySet().stream().anyMatch(table -> change.touches(table, key)));
        }
        asking.close();
    }

    @Test
    void aLookTakesNothing() throws Exception {
        requireCaptures();
        capture("a", "b", "c");
        Stamping looking = new Stamping();
        read(tx -> {
            captures(tx).peek(looking, 9);
            assertEquals(3, looking.drafts.size());
            assertEquals(3, captures(tx).waiting());
            Stamping some = new Stamping();
            captures(tx).peek(some, 1);
            assertEquals(looking.drafts.get(0), some.drafts.get(0));
        });
        Stamping intake = new Stamping();
        write(tx -> {
            assertEquals(3, captures(tx).takeIn(intake));
            assertEquals(looking.drafts, intake.drafts);
            assertEquals(looking.times, intake.times);
            captures(tx)
                    .peek(
                            (draft, at, appending) -> {
                                throw new AssertionError(draft);
                            },
                            9);
        });
    }

    @Test
    void anIntakeOfSomeLeavesTheOthersForTheNext() throws Exception {
        requireCaptures();
        capture("a", "b", "c");
        write(tx -> {
            assertEquals(2, captures(tx).takeIn(new Stamping(), 2));
            assertEquals(1, captures(tx).waiting());
            assertEquals(3, tx.outbox().counts().pending());
        });
        write(tx -> {
            assertEquals(1, captures(tx).takeIn(new Stamping(), 2));
            assertEquals(0, captures(tx).waiting());
        });
    }

    @Test
    void anIntakeInTheMiddleOfAWriteKeepsTheOrder() throws Exception {
        requireCaptures();
        Stamping intake = new Stamping();
        write(tx -> {
            capture(tx, "a");
            captures(tx).takeIn(intake);
            tx.outbox().append(mutation(1), 10);
            capture(tx, "b");
            captures(tx).takeIn(intake);
            tx.outbox().append(mutation(2), 10);
            assertEquals(List.of(100, 1, 101, 2), ids(tx));
        });
        read(tx -> assertEquals(List.of(100, 1, 101, 2), ids(tx)));
    }

    @Test
    void aRollBackForgetsTheCaptureAndBringsBackWhatWasTakenIn() throws Exception {
        requireCaptures();
        capture("a");
        assertThrows(
                InterruptedException.class,
                () -> write(tx -> {
                    capture(tx, "b");
                    captures(tx).takeIn(new Stamping());
                    throw new InterruptedException("changed its mind");
                }));
        Stamping intake = new Stamping();
        write(tx -> {
            assertEquals(1, captures(tx).waiting());
            assertEquals(1, captures(tx).takeIn(intake));
            assertEquals(1, all(tx).size());
        });
        assertEquals(1, intake.drafts.size());
    }

    @Test
    void anIntakeThatThrowsIsRolledBackWithItsTransaction() throws Exception {
        requireCaptures();
        capture("a", "b");
        AtomicInteger calls = new AtomicInteger();
        Intake failing = (draft, at, appending) -> {
            appending.append(draft.recorded(mutation(1).id(), at), 10);
            if (calls.incrementAndGet() == 2) {
                throw new UnsupportedOperationException("the second one");
            }
        };
        assertThrows(
                UnsupportedOperationException.class,
                () -> write(tx -> captures(tx).takeIn(failing)));
        read(tx -> assertEquals(2, captures(tx).waiting()));
        write(tx -> assertEquals(2, captures(tx).takeIn(new Stamping())));
    }

    @Test
    void aReadTakesNothingIn() throws Exception {
        requireCaptures();
        capture("a");
        read(tx -> assertThrows(IllegalStateException.class, () -> captures(tx).takeIn(new Stamping())));
        read(tx -> assertEquals(1, captures(tx).waiting()));
    }

    @Test
    void sequenceNumbersGrowOverAnIntakeAndEverythingCapturedAfterItIsTakenInAsWell() throws Exception {
        requireCaptures();
        Stamping intake = new Stamping();
        for (String key : List.of("a", "b", "c")) {
            capture(key);
            write(tx -> {
                assertEquals(1, captures(tx).takeIn(intake));
                tx.outbox().settle(List.of(all(tx).get(0).seq()));
            });
        }
        assertEquals(3, intake.drafts.stream().map(Mutation::key).distinct().count());
    }

    @Test
    void aNewProcessFindsWhatWaits() throws Exception {
        requireCaptures();
        assumeTrue(fixture().durable(), "this storage keeps nothing beyond its own life");
        capture("a");
        storage().close();
        Storage<DB> next = another();
        next.open(IDENTITY, true);
        next.<Integer, Exception>write(tx -> {
            assertEquals(1, captures(tx).waiting());
            assertEquals(1, captures(tx).takeIn(new Stamping()));
            return 0;
        });
    }

    @Test
    void whatWasCapturedForOneIdentityIsNotGivenToAnother() throws Exception {
        requireCaptures();
        assumeTrue(fixture().durable(), "this storage keeps nothing beyond its own life");
        capture("a");
        storage().close();
        Storage<DB> next = another();
        StorageException refusal = assertThrows(
                StorageException.class, () -> next.open(new ServerIdentity("https://server.example", "carol"), true));
        assertEquals(StorageException.Kind.OTHER_IDENTITY, refusal.kind());
    }
}
