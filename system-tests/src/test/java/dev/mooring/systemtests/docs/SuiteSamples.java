package dev.mooring.systemtests.docs;

import dev.mooring.sync.okhttp.OkHttpTransport;
import dev.mooring.sync.okhttp.eventlog.EventLogDialect;
import dev.mooring.sync.spi.Transport;
import dev.mooring.sync.spi.storage.Storage;
import dev.mooring.sync.testing.storage.InMemoryStorage;
import dev.mooring.sync.testing.storage.MemoryTables;
import dev.mooring.sync.testing.storage.StorageFixture;
import dev.mooring.sync.testing.storage.StorageTck;
import dev.mooring.sync.testing.transport.TransportConfig;
import dev.mooring.sync.testing.transport.TransportTck;

/** Compiled, not run: the modules run these suites themselves. */
final class SuiteSamples {
    private SuiteSamples() {}

    // sample: storage-tck
    static final class MyStorageTest extends StorageTck<MemoryTables> {
        @Override
        protected StorageFixture<MemoryTables> newFixture() {
            InMemoryStorage disk = new InMemoryStorage();
            return new StorageFixture<>() {
                @Override
                public Storage<MemoryTables> storage() {
                    return disk.reopen(); // another storage over the same data
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
                public void createTable(MemoryTables tables) {}

                @Override
                public void put(MemoryTables tables, String key, String value) {
                    tables.put("row", key, value);
                }

                @Override
                public String get(MemoryTables tables, String key) {
                    return tables.get("row", key);
                }
            };
        }
    }
    // end

    abstract static class MyTransportTest extends TransportTck {
        // sample: transport-tck
        @Override
        protected Transport create(TransportConfig config) {
            return OkHttpTransport.builder(
                            config.baseUrl(), EventLogDialect.builder("anna").build())
                    .connectTimeout(config.connect())
                    .readTimeout(config.read())
                    .callTimeout(config.call())
                    .pullTimeout(config.call())
                    .build();
        }
        // end
    }
}
