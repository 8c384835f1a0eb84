package dev.mooring.systemtests.messages;

import dev.mooring.sync.Mutation;
import dev.mooring.sync.okhttp.Dialect;
import dev.mooring.sync.okhttp.entitysync.EntitySyncDialect;
import dev.mooring.sync.okhttp.rowsync.RowSyncDialect;
import dev.mooring.sync.okhttp.rowsync.RowTable;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.Callable;
import org.junit.jupiter.api.Test;

/** What is said of a write that the server could never take: each is measured before it would be recorded. */
class WriteMessagesTest {
    private static final Dialect ENTITIES = EntitySyncDialect.builder("d").build();
    private static final Dialect ROWS = RowSyncDialect.builder("u")
            .table(RowTable.builder("tune")
                    .softDelete("deleted")
                    .columns("id", "title")
                    .build())
            .table(RowTable.builder("tag").build())
            .table(RowTable.builder("rule").withoutDelete().build())
            .build();

    private static String refused(Dialect dialect, Mutation mutation) {
        try {
            dialect.measure(mutation);
            return "NOT REFUSED";
        } catch (RuntimeException e) {
            return String.valueOf(e.getMessage());
        }
    }

    private static Callable<String> entity(String collection, String json) {
        return () -> refused(ENTITIES, Mutation.of(collection, "e", "put", json));
    }

    private static Callable<String> entry(String fields) {
        return entity("entries", "{\"id\":\"e\"" + (fields.isEmpty() ? "" : "," + fields) + "}");
    }

    private static Callable<String> plan(String fields) {
        return entity("practicePlans", "{\"id\":\"e\",\"title\":\"t\"," + fields + "}");
    }

    private static Callable<String> row(Mutation mutation) {
        return () -> refused(ROWS, mutation);
    }

    @Test
    void eachRefusalSaysWhy() throws Exception {
        Map<String, Callable<String>> all = new LinkedHashMap<>();
        all.put("entity sync: a collection that the server has not", entity("notes", "{}"));
        all.put("entity sync: no key", () -> refused(ENTITIES, Mutation.of("entries", "", "put", "{}")));
        all.put("entity sync: no object", entity("entries", "[]"));
        all.put("entity sync: another id than the key", entity("entries", "{\"id\":\"f\"}"));
        all.put("entity sync: nested too deep", entry("\"notes\":" + "[".repeat(300) + "]".repeat(300)));
        all.put("entity sync: too large", entry("\"notes\":\"" + "x".repeat(3 << 20) + "\""));
        all.put("entity sync: a mark of deletion", entry("\"deletedAt\":\"2026-11-01T10:00:00.000Z\""));
        all.put("entity sync: a time that is none", entry("\"createdAt\":\"today\""));
        all.put("entity sync: a number for a text", entry("\"notes\":1"));
        all.put("entity sync: a text for a number", entry("\"duration\":\"1\""));
        all.put("entity sync: a list that is none", entry("\"pieces\":1"));
        all.put("entity sync: a word that is none of those known", entry("\"type\":\"walk\""));
        all.put("entity sync: goals twice", entry("\"goalIds\":[\"a\"],\"goal_ids\":[\"b\"]"));
        all.put("entity sync: a field that the server does not keep", entry("\"user_id\":\"u\""));
        all.put("entity sync: a schedule without a frequency", plan("\"schedule\":{\"kind\":\"recurring\"}"));
        all.put("entity sync: an empty title", entity("practicePlans", "{\"id\":\"e\",\"title\":\"\"}"));
        all.put("entity sync: a version that is no integer", plan("\"templateVersion\":1.5"));
        all.put("row sync: a table that is not described", row(Mutation.of("note", "1", "put", "{}")));
        all.put("row sync: a row without a column", row(Mutation.of("tune", "1", "put", "{\"id\":\"1\"}")));
        all.put("row sync: another key", row(Mutation.of("tune", "1", "put", "{\"id\":\"2\",\"title\":\"\"}")));
        all.put(
                "row sync: a put that says deleted",
                row(Mutation.of("tune", "1", "put", "{\"id\":\"1\",\"title\":\"\",\"deleted\":1}")));
        all.put("row sync: nothing put", row(Mutation.of("tune", "1", "put", "null")));
        all.put("row sync: a bare delete", row(Mutation.delete("tune", "1")));
        all.put("row sync: a delete that the server skips", row(Mutation.delete("rule", "1")));
        all.put("row sync: no object", row(Mutation.of("tag", "1", "put", "[1]")));
        MessagePage.read().check("Refused at the write", all);
    }
}
