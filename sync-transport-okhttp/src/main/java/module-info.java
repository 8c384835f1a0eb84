/**
 * The transport on OkHttp, and the dialects of the server families that it speaks to.
 *
 * <p>An app builds a {@link dev.mooring.sync.okhttp.OkHttpTransport} with the dialect of its server; the author of another
 * dialect implements {@link dev.mooring.sync.okhttp.Dialect}.
 */
module dev.mooring.sync.okhttp {
    requires transitive dev.mooring.sync;
    requires transitive okhttp3;
    requires transitive okio;
    requires okhttp3.sse;
    requires com.squareup.moshi;
    requires org.slf4j;
    requires static transitive org.jspecify;

    exports dev.mooring.sync.okhttp;
    exports dev.mooring.sync.okhttp.changeset;
    exports dev.mooring.sync.okhttp.entitysync;
    exports dev.mooring.sync.okhttp.eventlog;
    exports dev.mooring.sync.okhttp.live;
    exports dev.mooring.sync.okhttp.oplog;
    exports dev.mooring.sync.okhttp.rowsync;
}
