package dev.mooring.sync.testing.storage;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.mooring.sync.Change;
import dev.mooring.sync.Cursor;
import dev.mooring.sync.Snapshot;
import dev.mooring.sync.spi.ChangeSink.Incoming;
import dev.mooring.sync.spi.storage.Rebuild;
import dev.mooring.sync.spi.storage.StagingTx.Staged;
import dev.mooring.sync.spi.storage.Storage;
import dev.mooring.sync.spi.storage.StorageTx;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** What a storage owes that can keep a rebuild beside the present state. */
abstract class StagingContract<DB> extends CursorContract<DB> {
    private void requireStaging() {
        assumeTrue(fixture().stages(), "this storage offers no rebuilds");
    }

    @Test
    void aStorageOffersRebuildsOrDoesNot() throws Exception {
        boolean stages = fixture().stages();
        read(tx -> assertEquals(stages, tx.staging() != null));
        write(tx -> assertEquals(stages, tx.staging() != null));
    }

    static Incoming incoming(long position) {
        @Nullable Instant stamp = position % 3 == 0 ? null : STAMP.plusNanos(position);
        return new Incoming(change(position), "echo " + position, stamp);
    }

    static List<Incoming> incoming(long from, long to) {
        List<Incoming> changes = new ArrayList<>();
        for (long position = from; position <= to; position++) {
            changes.add(incoming(position));
        }
        return changes;
    }

    private static List<Incoming> staged(StorageTx<?> tx, long after, int maxCount, long maxBytes) {
        return staging(tx).staged(after, maxCount, maxBytes).stream()
                .map(Staged::incoming)
                .toList();
    }

    static Rebuild fresh() {
        return Rebuild.begun(STAMP, Rebuild.Drops.NONE);
    }

    @Test
    void thereIsNoRebuildUntilOneIsBegun() throws Exception {
        requireStaging();
        read(tx -> {
            assertNull(staging(tx).rebuild());
            assertEquals(List.of(), staging(tx).staged(0, 10, 1000));
        });
        write(tx -> staging(tx).rebuild(null));
    }

    @Test
    void aRebuildComesBackAsItWasNoted() throws Exception {
        requireStaging();
        Rebuild first = Rebuild.begun(STAMP, new Rebuild.Drops(Long.MAX_VALUE, true, false), true);
        Rebuild moved = first.anew(new Cursor("c \u0000🚢"), new Snapshot("{\"a\":\"é\u0000\"}"))
                .moved(new Cursor("d"), 7, 1L << 40)
                .of("generation");
        Rebuild empty = Rebuild.begun(STAMP, new Rebuild.Drops(0, false, true)).anew(Cursor.START, new Snapshot(""));
        for (Rebuild each : List.of(first, moved, moved.whole(), empty, fresh())) {
            write(tx -> {
                staging(tx).rebuild(each);
                assertEquals(each, staging(tx).rebuild());
            });
            read(tx -> assertEquals(each, staging(tx).rebuild()));
        }
    }

    @Test
    void whatIsStagedComesBackInItsOrderAndWithinBounds() throws Exception {
        requireStaging();
        write(tx -> staging(tx).rebuild(fresh()));
        write(tx -> {
            assertEquals(0, staging(tx).stage(List.of()));
            assertEquals(60, staging(tx).stage(incoming(1, 60)));
        });
        write(tx -> assertEquals(63, staging(tx).stage(incoming(61, 63))));
        read(tx -> {
            assertEquals(incoming(1, 63), staged(tx, 0, 100, Long.MAX_VALUE));
            assertEquals(incoming(1, 10), staged(tx, 0, 10, Long.MAX_VALUE));
            assertEquals(incoming(63, 63), staged(tx, 62, 10, 0), "one is read, however large");
            assertEquals(List.of(), staging(tx).staged(63, 10, 1000));
            int two = change(1).payload().length() + change(2).payload().length();
            assertEquals(incoming(1, 2), staged(tx, 0, 10, two));
            assertEquals(incoming(1, 1), staged(tx, 0, 10, two - 1));
            assertEquals(
                    List.of(1L, 2L),
                    staging(tx).staged(0, 2, 1000).stream().map(Staged::place).toList());
        });
    }

    @Test
    void theSameChangeMayBeStagedTwice() throws Exception {
        requireStaging();
        Incoming odd = new Incoming(
                new Change(Change.NO_POSITION, "c", "k\u0000", "k", "not { json \u0000 🚢", true, -1, "", "me"), "");
        write(tx -> {
            staging(tx).rebuild(fresh());
            staging(tx).stage(List.of(odd, odd));
        });
        read(tx -> assertEquals(List.of(odd, odd), staged(tx, 0, 10, 1000)));
    }

    @Test
    void whatABrokenExchangeHasStagedIsForgottenAndItsPlacesAreTakenAgain() throws Exception {
        requireStaging();
        write(tx -> {
            staging(tx).rebuild(fresh());
            staging(tx).stage(incoming(1, 9));
        });
        write(tx -> {
            staging(tx).unstage(4);
            staging(tx).unstage(100);
            assertEquals(6, staging(tx).stage(incoming(20, 21)));
        });
        read(tx -> {
            List<Incoming> expected = incoming(1, 4);
            expected.addAll(incoming(20, 21));
            assertEquals(expected, staged(tx, 0, 100, Long.MAX_VALUE));
            assertEquals(
                    List.of(5L, 6L),
                    staging(tx).staged(4, 9, 1000).stream().map(Staged::place).toList());
        });
        write(tx -> {
            staging(tx).unstage(0);
            assertEquals(1, staging(tx).stage(incoming(1, 1)));
        });
    }

    @Test
    void theEndOfARebuildForgetsWhatWasStaged() throws Exception {
        requireStaging();
        write(tx -> {
            staging(tx).rebuild(fresh());
            staging(tx).stage(incoming(1, 3));
        });
        write(tx -> staging(tx).rebuild(null));
        write(tx -> {
            assertNull(staging(tx).rebuild());
            assertEquals(List.of(), staging(tx).staged(0, 10, 1000));
            assertEquals(1, staging(tx).stage(incoming(1, 1)));
        });
    }

    @Test
    void aRebuildAndItsStagingRollBackTogether() throws Exception {
        requireStaging();
        write(tx -> {
            staging(tx).rebuild(fresh());
            staging(tx).stage(incoming(1, 2));
        });
        assertThrows(
                Exception.class,
                () -> write(tx -> {
                    staging(tx).rebuild(fresh().moved(new Cursor("c"), 5, 5));
                    staging(tx).stage(incoming(3, 5));
                    staging(tx).unstage(1);
                    throw new Exception("rolls back");
                }));
        read(tx -> {
            assertEquals(fresh(), staging(tx).rebuild());
            assertEquals(incoming(1, 2), staged(tx, 0, 10, 1000));
        });
    }

    @Test
    void aRebuildSurvivesAReopening() throws Exception {
        requireStaging();
        write(tx -> {
            staging(tx).rebuild(fresh().of("g"));
            staging(tx).stage(incoming(1, 2));
        });
        storage().close();
        Storage<DB> next = another();
        next.open(IDENTITY, true);
        next.<Integer, RuntimeException>read(tx -> {
            assertEquals(fresh().of("g"), staging(tx).rebuild());
            assertEquals(incoming(1, 2), staged(tx, 0, 10, 1000));
            return 0;
        });
    }
}
