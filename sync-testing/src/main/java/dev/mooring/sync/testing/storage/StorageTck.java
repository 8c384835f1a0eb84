package dev.mooring.sync.testing.storage;

import dev.mooring.sync.spi.storage.Storage;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.TestInstance;

/**
 * The contract of {@link Storage} and {@link dev.mooring.sync.spi.storage.StorageTx} as a JUnit 5 suite. Extend it, make a fresh
 * fixture for each test, and every clause is tried on your storage:
 *
 * <pre>{@code
 * class MyStorageTest extends StorageTck<MyHandle> {
 *     @Override
 *     protected StorageFixture<MyHandle> newFixture() {
 *         return new MyFixture();
 *     }
 * }
 * }</pre>
 *
 * <p>A case that needs what the fixture says it cannot do is skipped with a reason. None is meant to be overridden. The
 * seeds of the random test that ever failed stay in {@link #failedSeeds}; the system property {@code mooring.storage.seed}
 * runs one alone.
 *
 * @param <DB> the storage's handle
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
public abstract class StorageTck<DB> extends ClockContract<DB> {
    private final List<Storage<DB>> made = new ArrayList<>();
    private @Nullable StorageFixture<DB> fixture;
    private @Nullable Storage<DB> storage;

    /** For subclasses. */
    protected StorageTck() {}

    /**
     * An empty database. Called before each test.
     *
     * @return closed after the test
     * @throws Exception to fail the test
     */
    protected abstract StorageFixture<DB> newFixture() throws Exception;

    @BeforeEach
    final void openStorage() throws Exception {
        fixture = newFixture();
        storage = another();
        storage.open(IDENTITY, true);
        write(tx -> fixture().createTable(tx.handle()));
    }

    @AfterEach
    final void closeStorages() throws Exception {
        for (Storage<DB> each : made) {
            each.close();
        }
        made.clear();
        fixture().close();
    }

    @Override
    final StorageFixture<DB> fixture() {
        return Objects.requireNonNull(fixture);
    }

    @Override
    final Storage<DB> storage() {
        return Objects.requireNonNull(storage);
    }

    @Override
    final Storage<DB> another() {
        Storage<DB> another = fixture().storage();
        made.add(another);
        return another;
    }
}
