package dev.mooring.sync.testing.changeset;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The schema of all databases of a server: {@code CREATE TABLE} statements in plain SQL, with primary keys and defaults that are numbers,
 * texts or null. Everything else in them is left to the client's SQLite.
 */
record ServerSchema(String name, long version, Map<String, ServerTable> tables) {
    private static final Pattern TABLE = Pattern.compile(
            "CREATE\\s+TABLE\\s+(?:IF\\s+NOT\\s+EXISTS\\s+)?[\"`\\[]?(\\w+)[\"`\\]]?\\s*\\(", Pattern.CASE_INSENSITIVE);
    private static final Pattern KEY =
            Pattern.compile("PRIMARY\\s+KEY\\s*\\(([^)]*)\\).*", Pattern.CASE_INSENSITIVE | Pattern.DOTALL);
    private static final Pattern COLUMN = Pattern.compile("[\"`\\[]?(\\w+)[\"`\\]]?(.*)", Pattern.DOTALL);
    private static final Pattern TYPE = Pattern.compile(
            "(?:(?!PRIMARY\\b|NOT\\b|NULL\\b|DEFAULT\\b|UNIQUE\\b|CHECK\\b|REFERENCES\\b|COLLATE\\b)\\w+\\s*)*",
            Pattern.CASE_INSENSITIVE);
    private static final Pattern DEFAULT =
            Pattern.compile("\\bDEFAULT\\s+('(?:[^']|'')*'|[-+]?[\\d.]+|NULL)", Pattern.CASE_INSENSITIVE);
    private static final Pattern OWN_KEY = Pattern.compile("\\bPRIMARY\\s+KEY\\b", Pattern.CASE_INSENSITIVE);
    private static final Pattern RULE =
            Pattern.compile("(?:CONSTRAINT|UNIQUE|CHECK|FOREIGN)\\b.*", Pattern.CASE_INSENSITIVE | Pattern.DOTALL);

    static ServerSchema of(String name, long version, String text) {
        String plain = text.replaceAll("--[^\\n]*", " ");
        Map<String, ServerTable> tables = new LinkedHashMap<>();
        Matcher table = TABLE.matcher(plain);
        while (table.find()) {
            tables.put(table.group(1), table(table.group(1), items(plain, table.end())));
        }
        return new ServerSchema(name, version, tables);
    }

    /** What stands between the commas of the parenthesis that begins before a place. */
    private static List<String> items(String text, int from) {
        List<String> items = new ArrayList<>();
        int depth = 0;
        int start = from;
        boolean quoted = false;
        for (int i = from; i < text.length(); i++) {
            char c = text.charAt(i);
            quoted ^= c == '\'';
            if (quoted) {
                continue;
            }
            if (depth == 0 && (c == ',' || c == ')')) {
                items.add(text.substring(start, i).trim());
                start = i + 1;
            }
            depth += c == '(' ? 1 : c == ')' ? -1 : 0;
            if (depth < 0) {
                return items;
            }
        }
        throw new IllegalArgumentException("the table has no end: " + text.substring(from));
    }

    private static ServerTable table(String name, List<String> items) {
        List<String> keys = new ArrayList<>();
        Map<String, ServerTable.Column> all = new LinkedHashMap<>();
        for (String item : items) {
            Matcher key = KEY.matcher(item);
            Matcher column = COLUMN.matcher(item);
            if (key.matches()) {
                for (String part : key.group(1).split(",", -1)) {
                    keys.add(part.replaceAll("[\"`\\[\\]]", "").trim().split("\\s", -1)[0]);
                }
            } else if (!RULE.matcher(item).matches() && column.matches()) {
                String rest = column.group(2).trim();
                all.put(column.group(1), column(column.group(1), rest));
                if (OWN_KEY.matcher(rest).find()) {
                    keys.add(column.group(1));
                }
            }
        }
        List<ServerTable.Column> key = new ArrayList<>();
        for (String part : keys) {
            ServerTable.Column column = all.remove(part);
            if (column == null) {
                throw new IllegalArgumentException("table " + name + " has no column " + part + " for its key");
            }
            key.add(column);
        }
        return new ServerTable(name, key, new ArrayList<>(all.values()));
    }

    private static ServerTable.Column column(String name, String rest) {
        Matcher type = TYPE.matcher(rest);
        Affinity affinity = Affinity.of(type.lookingAt() ? type.group() : "");
        Matcher given = DEFAULT.matcher(rest);
        return new ServerTable.Column(name, affinity, affinity.stored(given.find() ? literal(given.group(1)) : null));
    }

    private static @Nullable Object literal(String text) {
        if (text.startsWith("'")) {
            return text.substring(1, text.length() - 1).replace("''", "'");
        }
        if (text.toUpperCase(Locale.ROOT).equals("NULL")) {
            return null;
        }
        return text.contains(".") ? (Object) Double.parseDouble(text) : (Object) Long.parseLong(text);
    }
}
