/** Transport on OkHttp. */
module dev.mooring.sync.okhttp {
    requires transitive dev.mooring.sync;
    requires transitive okhttp3;
    requires com.squareup.moshi;
    requires okio;
    requires org.slf4j;
    requires static transitive org.jspecify;
}
