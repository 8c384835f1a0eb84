package dev.mooring.sync.okhttp.rowsync;

import dev.mooring.sync.Change;
import dev.mooring.sync.Cursor;
import dev.mooring.sync.Mutation;
import dev.mooring.sync.okhttp.WireResponse;
import dev.mooring.sync.spi.Answer;
import dev.mooring.sync.spi.Ask;
import dev.mooring.sync.spi.ChangeSink;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** Values that the tests of this dialect share: the tables of the recordings, as an app would describe them. */
final class RowSyncFixtures {
    static final String USER = "a70ead77-2dcc-4f12-b543-f24c9b4c0812";
    static final Instant AT = Instant.parse("2026-11-20T23:50:00Z");
    static final UUID BATCH = new UUID(7, 7);
    static final String MARK = "2026-11-20T23:49:00.000Z";

    static final RowTable GENRE = RowTable.builder("genre").withoutDelete().build();
    static final RowTable TUNE =
            RowTable.builder("tune").softDelete("deleted").parents("genre").build();
    static final RowTable NOTE = RowTable.builder("note")
            .softDelete("deleted")
            .parents("tune")
            .times("createdDate")
            .build();
    static final RowTable REPERTOIRE = RowTable.builder("repertoire")
            .key("repertoireId")
            .softDelete("deleted")
            .parents("genre")
            .build();
    static final RowTable REPERTOIRE_TUNE = RowTable.builder("repertoire_tune")
            .key("repertoireRef", "tuneRef")
            .softDelete("deleted")
            .parents("repertoire", "tune")
            .build();
    static final RowTable TAG = RowTable.builder("tag")
            .key("tagId")
            .unique("userRef", "tuneRef", "tagText")
            .withoutDelete()
            .parents("tune")
            .build();
    static final RowTable GOAL = RowTable.builder("goal")
            .unique("name", "privateFor")
            .softDelete("deleted")
            .build();
    static final RowTable PROFILE =
            RowTable.builder("user_profile").softDelete("deleted").build();
    static final RowTable SELECTION = RowTable.builder("user_genre_selection")
            .key("userId", "genreId")
            .parents("genre")
            .times("createdAt")
            .build();
    static final List<RowTable> TABLES =
            List.of(GENRE, GOAL, PROFILE, REPERTOIRE, TUNE, NOTE, REPERTOIRE_TUNE, TAG, SELECTION);

    private RowSyncFixtures() {}

    static RowSyncDialect dialect() {
        return dialect(builder -> builder);
    }

    static RowSyncDialect dialect(UnaryOperator<RowSyncDialectBuilder> more) {
        RowSyncDialectBuilder builder = RowSyncDialect.builder(USER);
        TABLES.forEach(builder::table);
        return more.apply(builder).build();
    }

    static RowSyncDialect dialect(RowTable... tables) {
        RowSyncDialectBuilder builder = RowSyncDialect.builder(USER);
        Arrays.asList(tables).forEach(builder::table);
        return builder.build();
    }

    static String id(int n) {
        return String.format("00000000-0000-4000-8000-%012d", n);
    }

    static String tuneRow(int n, String title) {
        return "{\"id\":\"" + id(n) + "\",\"title\":\"" + title + "\",\"privateFor\":\"" + USER + "\"}";
    }

    static Mutation tune(int n) {
        return tune(n, "t" + n);
    }

    static Mutation tune(int n, String title) {
        return Mutation.of("tune", id(n), "put", tuneRow(n, title)).recorded(new UUID(1, n), AT);
    }

    static Mutation mutation(int n, RowTable table, String kind, String row) {
        return Mutation.of(table.name(), table.key(row), kind, row).recorded(new UUID(1, n), AT);
    }

    static Ask.Push push(Cursor cursor, Mutation... mutations) {
        return new Ask.Push(BATCH, cursor, AT, Arrays.asList(mutations));
    }

    /** Behind a listing at {@link #MARK}, for all the tables. */
    static Cursor behind(String... marks) {
        return behind(List.of(marks), TABLES);
    }

    static Cursor behind(List<String> marks, List<RowTable> tables) {
        return new RowCursor(RowCursor.WATERMARK, new RowTables(tables).mark(), marks, null, List.of(), null).token();
    }

    /** A row as the server tells it. */
    static String row(int n, String title) {
        return change("tune", tuneRow(n, title), false);
    }

    static String change(String table, String data, boolean deleted) {
        return "{\"table\":\"" + table + "\",\"rowId\":\"whatever\",\"data\":" + data + ",\"deleted\":" + deleted
                + ",\"lastModifiedAt\":\"2026-11-20T23:49:30.5Z\"}";
    }

    static String answer(String more, String... changes) {
        return "{\"changes\":[" + String.join(",", changes) + "],\"syncedAt\":\"2026-11-20T23:51:00.000Z\"" + more
                + "}";
    }

    static Answer decode(Ask ask, int status, String body) {
        return decode(ask, status, body, new Collected());
    }

    static Answer decode(Ask ask, int status, String body, ChangeSink sink) {
        return decode(dialect(), ask, status, body, sink);
    }

    static Answer decode(RowSyncDialect dialect, Ask ask, int status, String body, ChangeSink sink) {
        try {
            return dialect.decode(ask, WireResponse.of(status, body), sink);
        } catch (IOException e) {
            throw new AssertionError("a body in memory cannot be lost", e);
        }
    }

    /** Keeps what it is given; no slice of this dialect moves the cursor. */
    static final class Collected implements ChangeSink {
        final List<Change> changes = new ArrayList<>();
        final List<String> echoes = new ArrayList<>();
        final List<@Nullable Instant> stamps = new ArrayList<>();
        final List<Integer> slices = new ArrayList<>();
        final List<Incoming> unreadable = new ArrayList<>();

        @Override
        public void accept(List<Incoming> slice, @Nullable Cursor after) {
            if (after != null || slice.isEmpty()) {
                throw new AssertionError("a slice of " + slice.size() + " moves the cursor to " + after);
            }
            for (Incoming incoming : slice) {
                if (incoming.unreadable() != null) {
                    unreadable.add(incoming);
                    continue;
                }
                changes.add(incoming.change());
                echoes.add(incoming.echo());
                stamps.add(incoming.stamp());
            }
            slices.add(slice.size());
        }

        Map<String, String> byKey() {
            Map<String, String> map = new TreeMap<>();
            changes.forEach(change -> map.put(change.key(), change.payload()));
            return map;
        }
    }
}
