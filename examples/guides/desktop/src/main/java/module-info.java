module com.example.desktop {
    requires dev.mooring.sync.sqlite.jdbc;
    requires org.xerial.sqlitejdbc;
    requires okhttp3;
    requires com.fasterxml.jackson.databind;
    requires javafx.controls;

    exports com.example.desktop to
            javafx.graphics;

    opens com.example.rows to
            com.fasterxml.jackson.databind;
}
