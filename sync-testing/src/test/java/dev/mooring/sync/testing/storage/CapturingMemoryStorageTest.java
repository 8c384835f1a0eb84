package dev.mooring.sync.testing.storage;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.mooring.sync.Registration;
import dev.mooring.sync.ServerIdentity;
import dev.mooring.sync.TablesChanged;
import dev.mooring.sync.spi.storage.Storage;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** The same contract with a table that is captured. */
class CapturingMemoryStorageTest extends StorageTck<MemoryTables> {
    @Override
    protected StorageFixture<MemoryTables> newFixture() {
        return new Fixture();
    }

    @Test
    void whatAnotherConnectionCapturesIsHintedAtAndOwnWritesAreNot() {
        InMemoryStorage one = new InMemoryStorage().capturing(() -> Instant.EPOCH, "todo");
        InMemoryStorage other = one.reopen();
        one.open(new ServerIdentity("here", "u"), false);
        other.open(new ServerIdentity("here", "u"), false);
        List<String> hints = new ArrayList<>();
        try (Registration registration = one.onCapture(() -> hints.add("hint"))) {
            put(one, "todo", "1");
            put(other, "elsewhere", "2");
            assertEquals(List.of(), hints);
            put(other, "todo", "2");
            put(other, "todo", "2");
            assertEquals(List.of("hint"), hints);
        }
        put(other, "todo", "3");
        assertEquals(List.of("hint"), hints);
    }

    @Test
    void whatAnybodyChangesInACapturedTableIsToldAtItsCommit() {
        InMemoryStorage one = new InMemoryStorage().capturing(() -> Instant.EPOCH, "todo");
        InMemoryStorage other = one.reopen();
        List<TablesChanged> told = new ArrayList<>();
        try (Registration asking = one.onTablesChanged(told::add)) {
            other.open(new ServerIdentity("here", "u"), false);
            put(other, "todo", "1");
            assertEquals(List.of(), told, "it is not open");
            one.open(new ServerIdentity("here", "u"), false);
            put(one, "elsewhere", "2");
            put(one, "todo", "1");
            assertEquals(List.of(), told, "nothing has changed");
            put(one, "todo", "2");
            put(other, "todo", "3");
            TablesChanged change = new TablesChanged(Map.of("todo", Set.of("a")), Set.of());
            assertEquals(List.of(change, change), told);
        }
        put(one, "todo", "4");
        assertEquals(2, told.size());
    }

    private static void put(InMemoryStorage storage, String table, String text) {
        storage.<Integer, RuntimeException>write(tx -> {
            tx.handle().put(table, "a", text);
            return 0;
        });
    }

    static final class Fixture implements StorageFixture<MemoryTables> {
        private final InMemoryStorage first = new InMemoryStorage().capturing(() -> STAMP, "todo");

        @Override
        public Storage<MemoryTables> storage() {
            return first.reopen();
        }

        @Override
        public boolean durable() {
            return true;
        }

        @Override
        public boolean shared() {
            return true;
        }

        @Override
        public void createTable(MemoryTables db) {}

        @Override
        public void put(MemoryTables db, String key, String value) {
            db.put("app", key, value);
        }

        @Override
        public @Nullable String get(MemoryTables db, String key) {
            return db.get("app", key);
        }

        @Override
        public boolean captures() {
            return true;
        }

        @Override
        public void capture(MemoryTables db, String key) {
            db.put("todo", key, "1");
        }
    }
}
