/**
 * Mooring's core: the outbox, the merge and the lane, without JSON, HTTP or SQL.
 *
 * <p>Apps use {@link dev.mooring.sync}; authors of a storage or a transport implement {@link dev.mooring.sync.spi}.
 */
@SuppressWarnings("module") // The modules below are compiled after this one.
module dev.mooring.sync {
    requires static transitive org.jspecify;
    requires org.slf4j;

    exports dev.mooring.sync;
    exports dev.mooring.sync.calls;
    exports dev.mooring.sync.live;
    exports dev.mooring.sync.metrics;
    exports dev.mooring.sync.recovery;
    exports dev.mooring.sync.spi;
    exports dev.mooring.sync.spi.storage;
    exports dev.mooring.sync.spi.text;
    exports dev.mooring.sync.status;
    exports dev.mooring.sync.transport;
    exports dev.mooring.sync.internal.json to
            dev.mooring.sync.inspector,
            dev.mooring.sync.okhttp,
            dev.mooring.sync.sqlite,
            dev.mooring.sync.testing;
}
