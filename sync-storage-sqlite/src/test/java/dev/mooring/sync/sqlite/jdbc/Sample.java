package dev.mooring.sync.sqlite.jdbc;

import dev.mooring.sync.Change;
import dev.mooring.sync.Mutation;
import dev.mooring.sync.ServerIdentity;
import dev.mooring.sync.spi.storage.Confirmed;
import dev.mooring.sync.sqlite.SqliteStorage;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.util.UUID;

/** Values that the tests of this module share. */
public final class Sample {
    public static final ServerIdentity IDENTITY = new ServerIdentity("https://server.example", "ann");
    public static final Instant STAMP = Instant.parse("2026-03-04T05:06:07.123456789Z");

    private Sample() {}

    public static Mutation mutation(int n) {
        return new Mutation(
                new UUID(0x0190_0000_0000_7000L + n, 0x8000_0000_0000_0000L + n),
                "todo",
                "key-" + n,
                "set",
                "{\"n\":" + n + ",\"text\":\"Grüße 🚢\"}",
                1,
                STAMP.plusSeconds(n));
    }

    public static Change change(long position) {
        return new Change(
                position,
                "todo",
                "key-" + position,
                "set",
                "{\"p\":" + position + "}",
                position % 2 == 0,
                1,
                "at",
                "dev");
    }

    public static Confirmed row(int n, long listing) {
        return new Confirmed(change(n), "echo-" + n, n % 2 == 0 ? null : STAMP, n % 3 == 0, listing);
    }

    public static void execute(Connection db, String sql) throws SQLException {
        try (Statement statement = db.createStatement()) {
            statement.execute(sql);
        }
    }

    public static long append(SqliteStorage<Connection> storage, int n) {
        return storage.<Long, RuntimeException>write(tx -> tx.outbox().append(mutation(n), 10));
    }

    public static long pending(SqliteStorage<Connection> storage) {
        return storage.<Long, RuntimeException>read(tx -> tx.outbox().counts().pending());
    }
}
