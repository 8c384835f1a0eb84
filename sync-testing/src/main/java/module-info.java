/** The test kit: contract suite for storages, virtual time, faults, simulation. */
module dev.mooring.sync.testing {
    requires transitive dev.mooring.sync;
    requires transitive org.junit.jupiter.api;
    requires transitive org.junit.jupiter.params;
    requires static transitive org.jspecify;

    exports dev.mooring.sync.testing;
    exports dev.mooring.sync.testing.simulation;
    exports dev.mooring.sync.testing.storage;
}
