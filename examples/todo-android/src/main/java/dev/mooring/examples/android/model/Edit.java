package dev.mooring.examples.android.model;

import dev.mooring.sync.Mutation;
import org.json.JSONArray;
import org.json.JSONException;
import org.json.JSONObject;
import org.jspecify.annotations.Nullable;

/** What a mutation of the table says, for its writer. */
final class Edit {
    private final JSONObject payload;

    private Edit(JSONObject payload) {
        this.payload = payload;
    }

    static Edit of(Mutation mutation) {
        try {
            return new Edit(new JSONObject(mutation.payload()));
        } catch (JSONException e) {
            throw new IllegalArgumentException("the payload of " + mutation.id() + " is no JSON object", e);
        }
    }

    /** For its writer, who sees the row as it is now. */
    String words(@Nullable Todo row) {
        String op = payload.optString("op");
        if (op.equals("delete")) {
            return row == null ? "Delete it" : "Delete " + Wording.quoted(row.title());
        }
        JSONObject wanted = payload.optJSONObject("row");
        String title = wanted == null ? "" : wanted.optString("title");
        if (op.equals("insert")) {
            return "Add " + Wording.quoted(title);
        }
        boolean done = wanted != null && wanted.optInt("done") != 0;
        if (changes("title")) {
            String tick = changes("done") ? (done ? " and tick it" : " and untick it") : "";
            return "Rename it to " + Wording.quoted(title) + tick;
        }
        return (done ? "Tick " : "Untick ") + Wording.quoted(title);
    }

    private boolean changes(String column) {
        JSONArray changed = payload.optJSONArray("changed");
        for (int i = 0; changed != null && i < changed.length(); i++) {
            if (column.equals(changed.optString(i))) {
                return true;
            }
        }
        return false;
    }
}
