package dev.mooring.sync.testing.storage;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.mooring.sync.Change;
import dev.mooring.sync.ServerIdentity;
import dev.mooring.sync.internal.json.JsonCursor;
import dev.mooring.sync.spi.storage.OutboxEntry;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The text forms are those of the file that storage and dialects share. */
class CellFormsTest {
    private final InMemoryStorage storage =
            new InMemoryStorage().capturing(() -> Instant.EPOCH, "todo", "tag").withClocks(() -> new UUID(1, 2));
    private int ids;

    private static List<Map<String, String>> cases(String section) throws IOException {
        try (InputStream in = Objects.requireNonNull(CellText.class.getResourceAsStream("changeset-cells.json"))) {
            JsonCursor json = JsonCursor.strict(
                    new String(in.readAllBytes(), StandardCharsets.UTF_8),
                    (at, expected, found) -> new IllegalArgumentException(expected + " at " + at.at()));
            List<Map<String, String>> cases = new ArrayList<>();
            json.beginObject();
            for (String name = json.nextName(); name != null; name = json.nextName()) {
                if (!name.equals(section)) {
                    json.skip();
                    continue;
                }
                json.beginArray();
                while (json.nextElement()) {
                    Map<String, String> members = new TreeMap<>();
                    json.beginObject();
                    for (String member = json.nextName(); member != null; member = json.nextName()) {
                        members.put(member, json.peek() == '"' ? json.string() : json.raw());
                    }
                    cases.add(members);
                }
            }
            assertTrue(cases.size() > 2);
            return cases;
        }
    }

    @Test
    void capturesBecomeTheseMutations() throws IOException {
        storage.open(new ServerIdentity("here", "u"), false);
        write("todo", "[7]", "{\"title\":\"milk\",\"done\":0}");
        write("todo", "[7]", "{\"title\":\"bread\",\"done\":0}");
        write("todo", "[7]", null);
        write("todo", "[7]", "{\"done\":1,\"title\":\"bread\"}");
        write("tag", "[\"a\",1]", "{}");
        List<String> made = storage.<List<String>, RuntimeException>write(tx -> {
            Objects.requireNonNull(tx.captures())
                    .takeIn((draft, at, appending) ->
                            appending.append(draft.recorded(new UUID(0, ++ids), Instant.EPOCH), 1));
            return tx.outbox().unsettled(0, 99, 9999).stream()
                    .map(OutboxEntry::mutation)
                    .map(each -> words(each.collection(), each.key(), each.kind(), each.payload()))
                    .toList();
        });
        assertEquals(cases("mutations").stream().map(CellFormsTest::words).toList(), made);
        assertEquals("{\"done\":1,\"title\":\"bread\"}", row());
    }

    @Test
    void theseCellsAreMerged() throws IOException {
        storage.open(new ServerIdentity("here", "u"), false);
        List<String> rows = new ArrayList<>();
        for (Map<String, String> each : cases("cells")) {
            Change cell = new Change(
                    Change.NO_POSITION,
                    String.valueOf(each.get("collection")),
                    String.valueOf(each.get("key")),
                    String.valueOf(each.get("kind")),
                    String.valueOf(each.get("payload")),
                    Boolean.parseBoolean(each.get("tombstone")),
                    0,
                    "",
                    String.valueOf(each.get("origin")));
            storage.<Integer, RuntimeException>write(tx ->
                    Objects.requireNonNull(tx.clocks()).merge(List.of(cell)).applied());
            rows.add(row());
        }
        assertEquals(
                List.of("{\"title\":\"milk\"}", "{\"title\":\"milk\",\"weight\":{\"r\":\"1.0\"}}", "null", "{}"), rows);
    }

    @Test
    void theValuesHaveTheirOrder() throws IOException {
        List<String> ascending =
                Stream.of("NULL", "BLOB", "TEXT", "REAL", "INTEGER").toList();
        List<Map<String, String>> values = cases("values");
        for (Map<String, String> one : values) {
            for (Map<String, String> other : values) {
                int order = CellText.compare(String.valueOf(one.get("exact")), String.valueOf(other.get("exact")));
                int classes =
                        Integer.compare(ascending.indexOf(one.get("class")), ascending.indexOf(other.get("class")));
                assertEquals(one == other, order == 0, one + " " + other);
                assertTrue(classes == 0 || Integer.signum(order) == classes, one + " " + other);
            }
        }
    }

    private static String words(Map<String, String> each) {
        return words(each.get("collection"), each.get("key"), each.get("kind"), each.get("payload"));
    }

    private static String words(String collection, String key, String kind, String payload) {
        return String.join(" ", collection, key, kind, payload);
    }

    private void write(String table, String key, String text) {
        storage.<Integer, RuntimeException>write(tx -> {
            if (text == null) {
                tx.handle().remove(table, key);
            } else {
                tx.handle().put(table, key, text);
            }
            return 0;
        });
    }

    private String row() {
        return storage.<String, RuntimeException>read(
                tx -> String.valueOf(tx.handle().get("todo", "[7]")));
    }
}
