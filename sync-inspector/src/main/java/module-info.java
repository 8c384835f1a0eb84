/**
 * A page on the loopback interface that shows what a client holds and does. For the JVM alone: Android has no {@code jdk.httpserver}.
 *
 * <p>An app starts an {@link dev.mooring.sync.inspector.Inspector} over its client.
 */
module dev.mooring.sync.inspector {
    requires transitive dev.mooring.sync;
    requires jdk.httpserver;
    requires org.slf4j;
    requires static transitive org.jspecify;

    exports dev.mooring.sync.inspector;
}
