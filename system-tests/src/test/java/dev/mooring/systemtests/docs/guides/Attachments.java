package dev.mooring.systemtests.docs.guides;

import dev.mooring.sync.SyncClient;
import dev.mooring.sync.sqlite.SyncedTable;
import java.io.IOException;
import java.io.InputStream;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

/** Files of notes. Their rows are synced; this moves the bytes. All but {@link #add} runs on one thread of the app's own. */
final class Attachments {
    static final String CREATE = "CREATE TABLE IF NOT EXISTS attachment (id TEXT PRIMARY KEY, note_id TEXT NOT NULL,"
            + " name TEXT NOT NULL, sha256 TEXT NOT NULL, uploaded INTEGER NOT NULL DEFAULT 0)";
    static final SyncedTable TABLE = SyncedTable.named("attachment");

    private record Row(String id, String sha256, boolean uploaded) {}

    private final SyncClient<Connection> client;
    private final Blobs blobs;
    private final BlobCalls calls;

    Attachments(SyncClient<Connection> client, Blobs blobs, BlobCalls calls) {
        this.client = client;
        this.blobs = blobs;
        this.calls = calls;
    }

    /** The file first, then its row: a row never names a file that this device does not have. */
    void add(String note, String name, InputStream bytes) throws IOException {
        String sha256 = blobs.take(bytes);
        client.write((db, outbox) -> {
            try (PreparedStatement sql =
                    db.prepareStatement("INSERT INTO attachment (id, note_id, name, sha256) VALUES (?, ?, ?, ?)")) {
                sql.setString(1, UUID.randomUUID().toString());
                sql.setString(2, note);
                sql.setString(3, name);
                sql.setString(4, sha256);
                sql.execute();
            }
        });
    }

    /**
     * Moves what is to be moved. Call it when the table has changed ({@code client.onTablesChanged}), at the start, and again some time after it
     * has returned false.
     *
     * @return whether nothing is left
     */
    boolean move() {
        boolean all = true;
        for (Row row : rows()) {
            try {
                if (!row.uploaded() && blobs.has(row.sha256())) {
                    calls.upload(row.sha256());
                    client.write((db, outbox) -> uploaded(db, row.id())); // Now the others may fetch it.
                } else if (row.uploaded() && !blobs.has(row.sha256())) {
                    calls.download(row.sha256());
                }
            } catch (IOException e) {
                all = false; // What has come stays. The next one may be luckier.
            }
        }
        return all;
    }

    private List<Row> rows() {
        return client.writeReturning((db, outbox) -> {
            List<Row> rows = new ArrayList<>();
            try (PreparedStatement sql = db.prepareStatement("SELECT id, sha256, uploaded FROM attachment");
                    ResultSet row = sql.executeQuery()) {
                while (row.next()) {
                    rows.add(new Row(row.getString(1), row.getString(2), row.getBoolean(3)));
                }
            }
            return rows;
        });
    }

    private static void uploaded(Connection db, String id) throws SQLException {
        try (PreparedStatement sql = db.prepareStatement("UPDATE attachment SET uploaded = 1 WHERE id = ?")) {
            sql.setString(1, id);
            sql.execute();
        }
    }
}
