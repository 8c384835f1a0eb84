/** The test kit: contract suites for storages and transports, virtual time, faults, stand-in servers, simulation. */
module dev.mooring.sync.testing {
    requires transitive dev.mooring.sync;
    requires transitive org.junit.jupiter.api;
    requires transitive org.junit.jupiter.params;
    requires mockwebserver3;
    requires transitive okhttp3;
    requires okio;
    requires com.squareup.moshi;
    requires static transitive org.jspecify;

    exports dev.mooring.sync.testing;
    exports dev.mooring.sync.testing.entitysync;
    exports dev.mooring.sync.testing.eventlog;
    exports dev.mooring.sync.testing.http;
    exports dev.mooring.sync.testing.oplog;
    exports dev.mooring.sync.testing.rowsync;
    exports dev.mooring.sync.testing.simulation;
    exports dev.mooring.sync.testing.storage;
    exports dev.mooring.sync.testing.transport;
}
