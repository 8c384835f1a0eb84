package dev.mooring.examples.shell;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A text of SQL as its statements, and the tables that are there when all of it has run. */
final class SqlScript {
    private static final String NAME = "(\"(?:[^\"]|\"\")+\"|`[^`]+`|\\[[^]]+]|'[^']+'|[^\\s(;\"`'\\[.]+)";
    private static final Pattern CREATE = pattern(
            "CREATE\\s+(?:(?:TEMP|TEMPORARY|VIRTUAL)\\s+)?TABLE\\s+(?:IF\\s+NOT\\s+EXISTS\\s+)?(?:main\\s*\\.\\s*)?"
                    + NAME + ".*");
    private static final Pattern RENAME = pattern("ALTER\\s+TABLE\\s+" + NAME + "\\s+RENAME\\s+TO\\s+" + NAME + ".*");
    private static final Pattern DROP = pattern("DROP\\s+TABLE\\s+(?:IF\\s+EXISTS\\s+)?" + NAME + ".*");

    /** What is behind a line of this is not synced. */
    private static final Pattern LOCAL = Pattern.compile("(?im)^\\s*--\\s*local\\s*$");

    /** What says in the schema of a changeset server that a table syncs. */
    private static final Pattern CELLS =
            pattern("SELECT\\s+crsql_as_crr\\s*\\(\\s*(?:'main'\\s*,\\s*)?" + NAME + "\\s*\\).*");

    /** The transaction is the opening's, and the functions are the server's. */
    private static final Pattern LEFT_OUT = pattern("((PRAGMA|BEGIN|COMMIT|END)\\b|SELECT\\s+crsql_\\w+\\s*\\().*");

    private static final Pattern WRITES = pattern("(INSERT|UPDATE|DELETE|REPLACE|WITH)\\b.*");

    private final List<Statement> statements;

    private SqlScript(List<Statement> statements) {
        this.statements = statements;
    }

    /**
     * One statement.
     *
     * @param comments what stands before its first word
     * @param sql from the first word on
     */
    record Statement(String comments, String sql) {
        /** Whether it inserts, updates or deletes, by its first word. */
        boolean changesRows() {
            return WRITES.matcher(sql).matches();
        }

        /** For messages. */
        String beginning() {
            String line = sql.replaceAll("\\s+", " ");
            return line.length() <= 60 ? line : line.substring(0, 60) + "…";
        }
    }

    static SqlScript of(String text) {
        return new SqlScript(new SqlSplitter(text).statements());
    }

    List<Statement> statements() {
        return Collections.unmodifiableList(statements);
    }

    /** Those that make sense inside the transaction of an opening. */
    List<Statement> inOneTransaction() {
        return statements.stream()
                .filter(statement -> !LEFT_OUT.matcher(statement.sql).matches())
                .toList();
    }

    /**
     * The tables that it creates and that are to sync, in their order. If it says of some that they are kept cell by cell, those alone
     * are.
     */
    List<String> tables() {
        Map<String, String> tables = new LinkedHashMap<>();
        Set<String> cells = new HashSet<>();
        for (Statement statement : statements) {
            Matcher kept = CELLS.matcher(statement.sql);
            if (kept.matches()) {
                cells.add(folded(kept.group(1)));
            }
            Matcher create = CREATE.matcher(statement.sql);
            Matcher rename = RENAME.matcher(statement.sql);
            Matcher drop = DROP.matcher(statement.sql);
            if (create.matches() && !LOCAL.matcher(statement.comments).find()) {
                add(tables, create.group(1));
            } else if (rename.matches() && tables.remove(folded(rename.group(1))) != null) {
                add(tables, rename.group(2));
            } else if (drop.matches()) {
                tables.remove(folded(drop.group(1)));
            }
        }
        if (!cells.isEmpty()) {
            tables.keySet().retainAll(cells);
        }
        return new ArrayList<>(tables.values());
    }

    private static void add(Map<String, String> tables, String name) {
        tables.put(folded(name), unquoted(name));
    }

    private static String folded(String name) {
        return unquoted(name).toLowerCase(Locale.ROOT);
    }

    private static String unquoted(String name) {
        char first = name.charAt(0);
        if (first == '"') {
            return name.substring(1, name.length() - 1).replace("\"\"", "\"");
        }
        return first == '`' || first == '[' || first == '\'' ? name.substring(1, name.length() - 1) : name;
    }

    private static Pattern pattern(String regex) {
        return Pattern.compile(regex, Pattern.CASE_INSENSITIVE | Pattern.DOTALL);
    }
}
