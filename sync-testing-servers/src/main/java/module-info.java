/** Stand-in servers of each family, with the faults of the live ones, and the contract suite for transports. */
module dev.mooring.sync.testing.servers {
    requires transitive dev.mooring.sync;
    requires transitive org.junit.jupiter.api;
    requires transitive org.junit.jupiter.params;
    requires mockwebserver3;
    requires transitive okhttp3;
    requires okio;
    requires com.squareup.moshi;
    requires static transitive org.jspecify;

    exports dev.mooring.sync.testing.changeset;
    exports dev.mooring.sync.testing.conformance;
    exports dev.mooring.sync.testing.entitysync;
    exports dev.mooring.sync.testing.eventlog;
    exports dev.mooring.sync.testing.http;
    exports dev.mooring.sync.testing.live;
    exports dev.mooring.sync.testing.oplog;
    exports dev.mooring.sync.testing.rowsync;
    exports dev.mooring.sync.testing.transport;
}
