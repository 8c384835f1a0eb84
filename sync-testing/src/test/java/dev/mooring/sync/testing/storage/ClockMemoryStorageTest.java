package dev.mooring.sync.testing.storage;

import dev.mooring.sync.spi.storage.Storage;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/** The same contract with a table whose cells have clocks. */
class ClockMemoryStorageTest extends StorageTck<MemoryTables> {
    @Override
    protected StorageFixture<MemoryTables> newFixture() {
        return new Fixture();
    }

    private static final class Fixture implements StorageFixture<MemoryTables> {
        private final AtomicLong sites = new AtomicLong();
        private InMemoryStorage storage = new InMemoryStorage()
                .capturing(() -> Instant.EPOCH, "cells")
                .withClocks(() -> new UUID(7, sites.incrementAndGet()));

        @Override
        public Storage<MemoryTables> storage() {
            storage = storage.reopen();
            return storage;
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
        public void createTable(MemoryTables tables) {
            // Tables need no creating.
        }

        @Override
        public void put(MemoryTables tables, String key, String value) {
            tables.put("app", key, value);
        }

        @Override
        public @Nullable String get(MemoryTables tables, String key) {
            return tables.get("app", key);
        }

        @Override
        public boolean captures() {
            return true;
        }

        @Override
        public void capture(MemoryTables tables, String key) {
            tables.put("cells", "[\"" + key + "\"]", "{\"a\":\"x\"}");
        }

        @Override
        public boolean clocks() {
            return true;
        }

        @Override
        public void edit(MemoryTables tables, String key, @Nullable String a, @Nullable String b) {
            tables.put("cells", "[\"" + key + "\"]", "{\"a\":" + exact(a) + ",\"b\":" + exact(b) + "}");
        }

        private static String exact(@Nullable String text) {
            return text == null ? "null" : "\"" + text + "\"";
        }

        @Override
        public void erase(MemoryTables tables, String key) {
            tables.remove("cells", "[\"" + key + "\"]");
        }

        @Override
        public @Nullable List<@Nullable String> cells(MemoryTables tables, String key) {
            String row = tables.get("cells", "[\"" + key + "\"]");
            if (row == null) {
                return null;
            }
            List<@Nullable String> cells = new ArrayList<>();
            for (String column : List.of("a", "b")) {
                String value = CellText.columns(row).getOrDefault(column, "null");
                cells.add(value.equals("null") ? null : value.substring(1, value.length() - 1));
            }
            return cells;
        }
    }
}
