package dev.mooring.sync.recovery;

import dev.mooring.sync.Mutation;
import dev.mooring.sync.MutationState;
import dev.mooring.sync.ServerIdentity;
import dev.mooring.sync.internal.json.JsonCursor;
import dev.mooring.sync.internal.json.JsonEscapes;
import dev.mooring.sync.internal.json.JsonWriter;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** One line of an export: a flat JSON object of strings and whole numbers. Messages name fields, and never their values. */
final class ExportLine {
    private final Map<String, Object> fields;

    private ExportLine(Map<String, Object> fields) {
        this.fields = fields;
    }

    // ---- writing

    static String header(ServerIdentity identity) {
        return line(160)
                .name("mooring")
                .string("export")
                .name("v")
                .raw("1")
                .name("server")
                .string(identity.server())
                .name("user")
                .string(identity.user())
                .end('}')
                .toString();
    }

    static String of(Exported exported) {
        Mutation mutation = exported.mutation();
        JsonWriter line = line(mutation.payload().length() + 300);
        if (exported.state() == MutationState.ACKED) {
            place(line.name("confirmed").raw("1"), mutation);
            return line.end('}').toString();
        }
        place(line.name("id").string(mutation.id().toString()), mutation);
        line.name("createdAt").string(mutation.createdAt().toString());
        line.name("state").string(exported.state().name());
        Instant at = exported.parkedAt();
        if (at != null) {
            line.name("reason").string(exported.reason());
            line.name("parkedAt").string(at.toString());
        }
        return line.end('}').toString();
    }

    private static JsonWriter line(int capacity) {
        return new JsonWriter(JsonEscapes.NUMBERED, capacity).begin('{');
    }

    private static void place(JsonWriter line, Mutation mutation) {
        line.name("collection").string(mutation.collection());
        line.name("key").string(mutation.key());
        line.name("kind").string(mutation.kind());
        line.name("payload").string(mutation.payload());
        line.name("schemaVersion").raw(Integer.toString(mutation.schemaVersion()));
    }

    // ---- reading

    static ExportLine parse(String line) {
        Map<String, Object> fields = new LinkedHashMap<>();
        JsonCursor json = JsonCursor.withHalves(line, ExportLine::fault);
        json.beginObject();
        for (String name = json.nextName(); name != null; name = json.nextName()) {
            Object value = json.peek() == '"' ? json.string() : integer(json);
            if (fields.put(name, value) != null) {
                throw fault(json, "", "a name that is there already");
            }
        }
        if (!json.ended()) {
            throw fault(json, "", "something behind the object");
        }
        return new ExportLine(fields);
    }

    private static Object integer(JsonCursor json) {
        try {
            return Integer.valueOf(json.number());
        } catch (IllegalArgumentException e) {
            throw fault(json, "", "neither a string nor a whole number");
        }
    }

    private static IllegalArgumentException fault(JsonCursor json, String expected, @Nullable String found) {
        String what = found == null ? "expected " + expected : "there is " + found;
        return new IllegalArgumentException(what + " at character " + json.at());
    }

    ServerIdentity identity() {
        if (!"export".equals(fields.remove("mooring"))) {
            throw new IllegalArgumentException("it does not say \"mooring\":\"export\"");
        }
        int version = number("v");
        if (version != 1) {
            throw new IllegalArgumentException("it is of version " + version + ", and only 1 is known");
        }
        ServerIdentity identity = new ServerIdentity(text("server"), text("user"));
        end();
        return identity;
    }

    Exported exported() {
        if (fields.containsKey("confirmed")) {
            return confirmed();
        }
        UUID id = id(text("id"));
        Mutation mutation = new Mutation(
                id,
                text("collection"),
                text("key"),
                text("kind"),
                text("payload"),
                number("schemaVersion"),
                time("createdAt"));
        MutationState state = state(text("state"));
        boolean parked = state == MutationState.SUPERSEDED || state == MutationState.QUARANTINED;
        Exported exported = parked
                ? new Exported(mutation, state, text("reason"), time("parkedAt"))
                : new Exported(mutation, state, "", null);
        end();
        return exported;
    }

    private Exported confirmed() {
        if (number("confirmed") != 1) {
            throw new IllegalArgumentException("\"confirmed\" is of a form that is not known");
        }
        Mutation state = Mutation.of(text("collection"), text("key"), text("kind"), text("payload"))
                .withSchemaVersion(number("schemaVersion"));
        end();
        return new Exported(state, MutationState.ACKED, "", null);
    }

    private void end() {
        if (!fields.isEmpty()) {
            throw new IllegalArgumentException("\"" + fields.keySet().iterator().next() + "\" is not known there");
        }
    }

    private static UUID id(String text) {
        UUID id = text.length() == 36 ? UUID.fromString(text) : null;
        if (id == null || !id.toString().equalsIgnoreCase(text)) {
            throw new IllegalArgumentException("\"id\" is no UUID");
        }
        return id;
    }

    private static MutationState state(String text) {
        MutationState state = null;
        for (MutationState each : MutationState.values()) {
            state = each.name().equals(text) ? each : state;
        }
        if (state == null || state == MutationState.ACKED) {
            throw new IllegalArgumentException("\"state\" is none that an export has");
        }
        return state;
    }

    private Instant time(String name) {
        try {
            return Instant.parse(text(name));
        } catch (DateTimeException e) {
            throw new IllegalArgumentException("\"" + name + "\" is no time", e);
        }
    }

    private String text(String name) {
        if (taken(name) instanceof String text) {
            return text;
        }
        throw new IllegalArgumentException("\"" + name + "\" is no string");
    }

    private int number(String name) {
        if (taken(name) instanceof Integer number) {
            return number;
        }
        throw new IllegalArgumentException("\"" + name + "\" is no whole number");
    }

    private Object taken(String name) {
        Object value = fields.remove(name);
        if (value == null) {
            throw new IllegalArgumentException("\"" + name + "\" is missing");
        }
        return value;
    }
}
