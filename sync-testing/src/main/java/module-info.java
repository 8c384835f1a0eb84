/** The test kit. */
module dev.mooring.sync.testing {
    requires transitive dev.mooring.sync;
    requires transitive org.junit.jupiter.api;
    requires transitive org.junit.jupiter.params;
    requires mockwebserver3;
    requires okhttp3;
    requires okio;
    requires com.squareup.moshi;
    requires static transitive org.jspecify;

    exports dev.mooring.sync.testing.transport;
}
