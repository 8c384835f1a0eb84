/** Storage on SQLite. */
module dev.mooring.sync.sqlite {
    requires transitive dev.mooring.sync;
    requires transitive java.sql;
    requires org.xerial.sqlitejdbc;
    requires org.slf4j;
    requires static transitive org.jspecify;

    exports dev.mooring.sync.sqlite;
}
