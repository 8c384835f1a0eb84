package dev.mooring.sync.testing.entitysync;

import dev.mooring.sync.testing.script.JsonReader;
import dev.mooring.sync.testing.script.ScriptError;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;

/**
 * The answer to a {@code SYNC_REQUEST}, one query of the database at a time: entries behind the marker, then pieces behind the marker and
 * behind all entries that were shown. Where the first query of a type finds nothing, one by time is made instead, which is cut at 250 rows
 * and moves no marker.
 */
final class SyncStream {
    private static final int CHUNK = 250;
    private static final Duration DEFAULT_REACH = Duration.ofDays(7);

    private final Socket socket;
    private final Account account;
    private final double requested;
    private final long afterSecond;
    private int queriesLeft;
    private Walk walk;
    private boolean pieces;
    private int sent;

    SyncStream(Socket socket, Account account, Map<String, Object> request, int queriesLeft) {
        this.socket = socket;
        this.account = account;
        this.queriesLeft = queriesLeft;
        requested = request.get("lastSeq") instanceof Double number ? number : 0;
        Instant now = account.instant();
        Instant since = now.minus(DEFAULT_REACH);
        if (request.get("lastSyncTime") instanceof String text) {
            Instant given = Instant.ofEpochMilli((long) Rule.millis(text));
            since = given.isAfter(now) ? since : given;
        }
        afterSecond = since.getEpochSecond();
        walk = new Walk(EntityType.LOGBOOK_ENTRY, requested);
    }

    /** One type's way through the table. */
    private static final class Walk {
        final EntityType type;
        final double from;
        double cursor;
        double highest;
        boolean byTime;

        Walk(EntityType type, double from) {
            this.type = type;
            this.from = from;
            cursor = from;
            highest = from;
        }
    }

    /** Returns whether there is more to do. */
    boolean step() {
        synchronized (account) {
            if (queriesLeft-- == 0 || account.failsRead()) {
                end("Error fetching sync data", requested);
                return false;
            }
            if (chunk(walk)) {
                return true;
            }
            if (!pieces) {
                pieces = true;
                walk = new Walk(EntityType.REPERTOIRE_ITEM, Math.max(requested, walk.highest));
                return true;
            }
            end(sent == 0 ? "No new data to sync" : "Sync complete", Math.max(requested, walk.highest));
            return false;
        }
    }

    private boolean chunk(Walk at) {
        List<Row> rows = query(at.type, row -> row.seq > at.cursor);
        if (rows.isEmpty() && !at.byTime && at.cursor == at.from) {
            at.byTime = true;
            rows = query(at.type, row -> row.updatedAt > afterSecond);
        }
        if (rows.isEmpty()) {
            return false;
        }
        double most = at.cursor;
        List<Object> shown = new ArrayList<>();
        for (Row row : rows) {
            most = Math.max(most, row.seq);
            if (row.isThere()) {
                read(row, shown);
            } else {
                gone(row);
                sent++;
                at.highest = Math.max(at.highest, row.seq);
            }
        }
        if (!shown.isEmpty()) {
            bulk(at.type, shown, most);
            sent += shown.size();
            at.highest = Math.max(at.highest, most);
        }
        boolean moved = most != at.cursor;
        at.cursor = most;
        return moved && rows.size() == CHUNK;
    }

    private List<Row> query(EntityType type, Predicate<Row> where) {
        return account.bySequence(type, where, CHUNK);
    }

    /** A row that does not fit the schema of the socket is left out. */
    private static void read(Row row, List<Object> shown) {
        try {
            Object data = JsonReader.read(row.json());
            shown.add(row.type == EntityType.LOGBOOK_ENTRY ? EventShapes.entry(data) : EventShapes.piece(data));
        } catch (ScriptError | Refusal e) {
            return;
        }
    }

    private void gone(Row row) {
        boolean entry = row.type == EntityType.LOGBOOK_ENTRY;
        Map<String, Object> gone = new LinkedHashMap<>();
        gone.put("type", entry ? "ENTRY_DELETED" : "PIECE_REMOVED");
        gone.put(entry ? "entryId" : "scoreId", row.id);
        gone.put("timestamp", account.now());
        gone.put("seq", (double) row.seq);
        gone.put("lastSeq", (double) row.seq);
        socket.answer(gone);
    }

    private void bulk(EntityType type, List<Object> rows, double most) {
        boolean entries = type == EntityType.LOGBOOK_ENTRY;
        Map<String, Object> bulk = new LinkedHashMap<>();
        bulk.put("type", entries ? "BULK_SYNC" : "REPERTOIRE_BULK_SYNC");
        bulk.put(entries ? "entries" : "pieces", rows);
        bulk.put("timestamp", account.now());
        bulk.put("lastSeq", most);
        socket.answer(bulk);
    }

    private void end(String words, double sequence) {
        Map<String, Object> end = socket.message("SYNC_RESPONSE");
        end.put("message", words);
        end.put("lastSeq", sequence);
        socket.answer(end);
    }
}
