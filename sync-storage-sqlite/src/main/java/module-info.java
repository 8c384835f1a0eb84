/** Storage on SQLite through sqlite-jdbc. */
module dev.mooring.sync.sqlite.jdbc {
    requires transitive dev.mooring.sync.sqlite;
    requires transitive java.sql;
    requires org.xerial.sqlitejdbc;
    requires org.slf4j;
    requires static transitive org.jspecify;

    exports dev.mooring.sync.sqlite.jdbc;
}
