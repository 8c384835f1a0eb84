package dev.mooring.sync.testing.storage;

import dev.mooring.sync.spi.storage.Storage;
import org.jspecify.annotations.Nullable;

class InMemoryStorageTest extends StorageTck<MemoryTables> {
    @Override
    protected StorageFixture<MemoryTables> newFixture() {
        return new InMemoryFixture();
    }

    static final class InMemoryFixture implements StorageFixture<MemoryTables> {
        private final InMemoryStorage first = new InMemoryStorage();

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
    }
}
