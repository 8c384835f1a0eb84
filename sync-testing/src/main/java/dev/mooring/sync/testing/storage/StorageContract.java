package dev.mooring.sync.testing.storage;

import dev.mooring.sync.Change;
import dev.mooring.sync.Mutation;
import dev.mooring.sync.ServerIdentity;
import dev.mooring.sync.spi.storage.CaptureTx;
import dev.mooring.sync.spi.storage.OutboxEntry;
import dev.mooring.sync.spi.storage.StagingTx;
import dev.mooring.sync.spi.storage.Storage;
import dev.mooring.sync.spi.storage.StorageTx;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** What the parts of {@link StorageTck} share. */
abstract class StorageContract<DB> {
    /** Whose data the suite writes. */
    static final ServerIdentity IDENTITY = new ServerIdentity("https://server.example", "ann");

    /** A stamp with all its digits, so that rounding shows. */
    static final Instant STAMP = Instant.parse("2026-03-04T05:06:07.123456789Z");

    /** The database of the running test. */
    abstract StorageFixture<DB> fixture();

    /** Open over {@link #fixture}, with the log kept and the app's table there. */
    abstract Storage<DB> storage();

    /** A second one, not opened; closed by the suite. */
    abstract Storage<DB> another();

    /** The n-th mutation; every field depends on n. */
    static Mutation mutation(int n) {
        return new Mutation(
                new UUID(0x0190_0000_0000_7000L + n, 0x8000_0000_0000_0000L + n),
                "todo",
                "key-" + n,
                "set",
                "{\"n\":" + n + ",\"text\":\"Grüße 🚢\"}",
                1 + n % 3,
                STAMP.plusSeconds(n));
    }

    /** The change at a position; every field depends on it. */
    static Change change(long position) {
        return new Change(
                position,
                "todo",
                "key-" + position,
                "set",
                "{\"p\":" + position + "}",
                position % 2 == 0,
                (int) (position % 4),
                "stamp " + position,
                "device-" + position % 2);
    }

    /** Appends the mutations from..to, size 10 each, in one transaction. */
    void append(int from, int to) {
        storage().<Integer, RuntimeException>write(tx -> {
            for (int n = from; n <= to; n++) {
                tx.outbox().append(mutation(n), 10);
            }
            return 0;
        });
    }

    /** The role, in a case that needs it. */
    static CaptureTx captures(StorageTx<?> tx) {
        return Objects.requireNonNull(tx.captures(), "the fixture says that the storage captures");
    }

    /** The role, in a case that needs it. */
    static StagingTx staging(StorageTx<?> tx) {
        return Objects.requireNonNull(tx.staging(), "the fixture says that the storage stages");
    }

    /** Everything unsettled. */
    static List<OutboxEntry> all(StorageTx<?> tx) {
        return tx.outbox().unsettled(0, Integer.MAX_VALUE, Long.MAX_VALUE);
    }

    /** Everything unsettled, as of the last commit. */
    List<OutboxEntry> all() {
        return storage().<List<OutboxEntry>, RuntimeException>read(StorageContract::all);
    }

    /** The app's row, as of the last commit. */
    @Nullable
    String row(String key) throws Exception {
        return storage()
                .<Optional<String>, Exception>read(
                        tx -> Optional.ofNullable(fixture().get(tx.handle(), key)))
                .orElse(null);
    }

    /** A write without a result. */
    void write(Body<DB> body) throws Exception {
        storage().<Integer, Exception>write(tx -> {
            body.run(tx);
            return 0;
        });
    }

    /** A read without a result. */
    void read(Body<DB> body) throws Exception {
        storage().<Integer, Exception>read(tx -> {
            body.run(tx);
            return 0;
        });
    }

    /** Code in a transaction that returns nothing. */
    @FunctionalInterface
    interface Body<DB> {
        void run(StorageTx<DB> tx) throws Exception;
    }
}
