package dev.mooring.examples.desktop.model;

import com.squareup.moshi.JsonReader;
import dev.mooring.sync.Mutation;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.HashSet;
import java.util.Set;
import okio.Buffer;
import org.jspecify.annotations.Nullable;

/** What a mutation of the table says, read from its payload. */
final class Edit {
    private String op = "";
    private @Nullable String title;
    private boolean done;
    private final Set<String> changed = new HashSet<>();

    private Edit() {}

    static Edit of(Mutation mutation) {
        Edit edit = new Edit();
        try (JsonReader json = JsonReader.of(new Buffer().writeUtf8(mutation.payload()))) {
            json.beginObject();
            while (json.hasNext()) {
                switch (json.nextName()) {
                    case "op" -> edit.op = json.nextString();
                    case "row" -> edit.row(json);
                    case "changed" -> edit.changed(json);
                    case "cells" -> edit.cells(mutation.kind(), json);
                    default -> json.skipValue();
                }
            }
            json.endObject();
        } catch (IOException e) {
            throw new UncheckedIOException("a buffer does not break", e);
        }
        return edit;
    }

    private void row(JsonReader json) throws IOException {
        json.beginObject();
        while (json.hasNext()) {
            switch (json.nextName()) {
                case "title" -> title = json.nextString();
                case "done" -> done = json.nextInt() != 0;
                default -> json.skipValue();
            }
        }
        json.endObject();
    }

    private void changed(JsonReader json) throws IOException {
        json.beginArray();
        while (json.hasNext()) {
            changed.add(json.nextString());
        }
        json.endArray();
    }

    /** Of a table whose cells have clocks: each cell with its version and number. */
    private void cells(String kind, JsonReader json) throws IOException {
        op = kind;
        json.beginArray();
        while (json.hasNext()) {
            json.beginArray();
            String column = json.nextString();
            changed.add(column);
            switch (column) {
                case "title" -> title = json.nextString();
                case "done" -> done = json.nextInt() != 0;
                default -> json.skipValue();
            }
            json.skipValue();
            json.skipValue();
            json.endArray();
        }
        json.endArray();
    }

    /** For its writer, who sees the row as it is now. */
    String words(@Nullable Todo row) {
        if (op.equals("delete")) {
            return row == null ? "Delete it" : "Delete “" + row.title() + "”";
        }
        if (op.equals("insert")) {
            return "Add “" + title + "”";
        }
        String tick = done ? "tick it" : "untick it";
        if (changed.contains("title")) {
            return "Rename it to “" + title + "”" + (changed.contains("done") ? " and " + tick : "");
        }
        String named =
                title == null && row != null ? row.title() : title; // A cell comes without the others of its row.
        return done ? "Tick “" + named + "”" : "Untick “" + named + "”";
    }
}
