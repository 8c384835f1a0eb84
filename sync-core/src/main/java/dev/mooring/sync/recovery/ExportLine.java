package dev.mooring.sync.recovery;

import dev.mooring.sync.Mutation;
import dev.mooring.sync.MutationState;
import dev.mooring.sync.ServerIdentity;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** One line: a flat JSON object of strings and whole numbers. Messages name fields and never what is in them. */
final class ExportLine {
    private final Map<String, Object> fields;

    private ExportLine(Map<String, Object> fields) {
        this.fields = fields;
    }

    // ---- writing

    static String header(ServerIdentity identity) {
        StringBuilder line = new StringBuilder("{\"mooring\":\"export\",\"v\":1");
        text(line, "server", identity.server());
        text(line, "user", identity.user());
        return line.append('}').toString();
    }

    static String of(Exported exported) {
        Mutation mutation = exported.mutation();
        StringBuilder line = new StringBuilder(mutation.payload().length() + 300);
        if (exported.state() == MutationState.ACKED) {
            line.append("{\"confirmed\":1");
            place(line, mutation);
            return line.append('}').toString();
        }
        line.append("{\"id\":\"").append(mutation.id()).append('"');
        place(line, mutation);
        text(line, "createdAt", mutation.createdAt().toString());
        text(line, "state", exported.state().name());
        Instant at = exported.parkedAt();
        if (at != null) {
            text(line, "reason", exported.reason());
            text(line, "parkedAt", at.toString());
        }
        return line.append('}').toString();
    }

    private static void place(StringBuilder line, Mutation mutation) {
        text(line, "collection", mutation.collection());
        text(line, "key", mutation.key());
        text(line, "kind", mutation.kind());
        text(line, "payload", mutation.payload());
        line.append(",\"schemaVersion\":").append(mutation.schemaVersion());
    }

    private static void text(StringBuilder line, String name, String value) {
        line.append(",\"").append(name).append("\":\"");
        for (int i = 0; i < value.length(); i++) {
            char c = value.charAt(i);
            if (c == '"' || c == '\\') {
                line.append('\\').append(c);
            } else if (c < ' ' || isLone(value, i)) {
                escape(line, c);
            } else {
                line.append(c);
            }
        }
        line.append('"');
    }

    /** UTF-8 has no form for half a pair. */
    private static boolean isLone(String text, int at) {
        char c = text.charAt(at);
        if (Character.isHighSurrogate(c)) {
            return at + 1 == text.length() || !Character.isLowSurrogate(text.charAt(at + 1));
        }
        return Character.isLowSurrogate(c) && (at == 0 || !Character.isHighSurrogate(text.charAt(at - 1)));
    }

    private static void escape(StringBuilder line, char c) {
        String hex = Integer.toHexString(c);
        line.append("\\u").append("0000", 0, 4 - hex.length()).append(hex);
    }

    // ---- reading

    static ExportLine parse(String line) {
        return new ExportLine(new Scan(line).object());
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

    /** The reading of a line. */
    private static final class Scan {
        private final String line;
        private int at;

        Scan(String line) {
            this.line = line;
        }

        Map<String, Object> object() {
            Map<String, Object> fields = new LinkedHashMap<>();
            expect('{');
            if (!take('}')) {
                do {
                    String name = string();
                    expect(':');
                    if (fields.put(name, peek() == '"' ? string() : number()) != null) {
                        throw fault("a name that is there already");
                    }
                } while (take(','));
                expect('}');
            }
            skip();
            if (at < line.length()) {
                throw fault("something behind the object");
            }
            return fields;
        }

        private String string() {
            expect('"');
            StringBuilder text = new StringBuilder();
            while (true) {
                char c = next();
                if (c == '"') {
                    return text.toString();
                } else if (c < ' ') {
                    throw fault("a control character");
                }
                text.append(c == '\\' ? escaped() : c);
            }
        }

        private char escaped() {
            char c = next();
            switch (c) {
                case '"', '\\', '/':
                    return c;
                case 'b':
                    return '\b';
                case 'f':
                    return '\f';
                case 'n':
                    return '\n';
                case 'r':
                    return '\r';
                case 't':
                    return '\t';
                case 'u':
                    int code = 0;
                    for (int i = 0; i < 4; i++) {
                        int digit = Character.digit(next(), 16);
                        if (digit < 0) {
                            throw fault("an escape without four digits");
                        }
                        code = code * 16 + digit;
                    }
                    return (char) code;
                default:
                    throw fault("an unknown escape");
            }
        }

        private Integer number() {
            int start = at;
            take('-');
            while (at < line.length() && line.charAt(at) >= '0' && line.charAt(at) <= '9') {
                at++;
            }
            try {
                return Integer.valueOf(line.substring(start, at));
            } catch (NumberFormatException e) {
                throw fault("neither a string nor a whole number");
            }
        }

        private void expect(char c) {
            if (!take(c)) {
                throw fault("no " + c);
            }
        }

        private boolean take(char c) {
            boolean there = peek() == c;
            at += there ? 1 : 0;
            return there;
        }

        private int peek() {
            skip();
            return at < line.length() ? line.charAt(at) : -1;
        }

        private void skip() {
            while (at < line.length()
                    && (line.charAt(at) == ' ' || line.charAt(at) == '\t' || line.charAt(at) == '\r')) {
                at++;
            }
        }

        private char next() {
            if (at == line.length()) {
                throw fault("its end");
            }
            return line.charAt(at++);
        }

        private IllegalArgumentException fault(@Nullable String what) {
            return new IllegalArgumentException("there is " + what + " at character " + at);
        }
    }
}
