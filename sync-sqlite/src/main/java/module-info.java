/**
 * What every storage on SQLite shares. Apps use {@link dev.mooring.sync.sqlite} through a binding; authors of a binding implement
 * {@link dev.mooring.sync.sqlite.spi}.
 */
module dev.mooring.sync.sqlite {
    requires transitive dev.mooring.sync;
    requires org.slf4j;
    requires static transitive org.jspecify;

    exports dev.mooring.sync.sqlite;
    exports dev.mooring.sync.sqlite.spi;
}
