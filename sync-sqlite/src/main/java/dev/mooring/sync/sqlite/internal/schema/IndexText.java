package dev.mooring.sync.sqlite.internal.schema;

import org.jspecify.annotations.Nullable;

/**
 * Finds for which rows a partial index holds, in its SQL. A look-up that says the same can use the index; without, it would
 * read the whole table.
 */
final class IndexText {
    private final String sql;
    private int at;

    private IndexText(String sql) {
        this.sql = sql;
    }

    /** What stands behind the one WHERE that is in no parentheses, quotes or comments. */
    static @Nullable String predicate(String sql) {
        return new IndexText(sql).find();
    }

    private @Nullable String find() {
        int depth = 0;
        while (at < sql.length()) {
            char c = sql.charAt(at);
            if (c == '(' || c == ')') {
                depth += c == '(' ? 1 : -1;
                at++;
            } else if (Character.isLetter(c) || c == '_') {
                String word = word();
                if (depth == 0 && word.equals("where")) {
                    return sql.substring(at);
                }
            } else {
                skip(c);
            }
        }
        return null;
    }

    private String word() {
        int start = at;
        while (at < sql.length() && (Character.isLetterOrDigit(sql.charAt(at)) || sql.charAt(at) == '_')) {
            at++;
        }
        return Names.folded(sql.substring(start, at));
    }

    /** A doubled quote within a quotation reads as its end and another beginning, which comes to the same. */
    private void skip(char c) {
        if (c == '\'' || c == '"' || c == '`') {
            past(String.valueOf(c), 1);
        } else if (c == '[') {
            past("]", 1);
        } else if (sql.startsWith("--", at)) {
            past("\n", 2);
        } else if (sql.startsWith("/*", at)) {
            past("*/", 2);
        } else {
            at++;
        }
    }

    private void past(String end, int from) {
        int found = sql.indexOf(end, at + from);
        at = found < 0 ? sql.length() : found + end.length();
    }
}
