package dev.mooring.sync.sqlite.spi;

import java.util.Arrays;
import java.util.HashSet;
import java.util.Locale;
import java.util.Set;

/** Finds SQL that would end or nest the transaction, by its first word. For the handle that a binding gives to the app's code. */
public final class TransactionWords {
    private static final Set<String> WORDS =
            new HashSet<>(Arrays.asList("BEGIN", "COMMIT", "END", "ROLLBACK", "SAVEPOINT", "RELEASE"));

    private TransactionWords() {}

    /**
     * Refuses a statement that controls transactions.
     *
     * @param sql its text
     * @throws IllegalStateException if it is one
     */
    public static void refuse(String sql) {
        String first = firstWord(sql);
        if (WORDS.contains(first)) {
            throw new IllegalStateException(
                    first + " is refused: the transaction belongs to the storage, which commits when"
                            + " the code returns and rolls back when it throws");
        }
    }

    /**
     * Whether a statement inserts.
     *
     * @param sql its text
     * @return whether its first word says so; true for any that begins with {@code WITH}
     */
    public static boolean isInsert(String sql) {
        String first = firstWord(sql);
        return first.equals("INSERT") || first.equals("REPLACE") || first.equals("WITH");
    }

    private static String firstWord(String sql) {
        int at = 0;
        for (int before = -1; at != before; ) {
            before = at;
            at = skipComment(sql, skipSpace(sql, at));
        }
        int end = at;
        while (end < sql.length() && Character.isLetter(sql.charAt(end))) {
            end++;
        }
        return sql.substring(at, end).toUpperCase(Locale.ROOT);
    }

    private static int skipSpace(String sql, int from) {
        int at = from;
        while (at < sql.length() && (Character.isWhitespace(sql.charAt(at)) || sql.charAt(at) == ';')) {
            at++;
        }
        return at;
    }

    private static int skipComment(String sql, int at) {
        if (sql.startsWith("--", at)) {
            int line = sql.indexOf('\n', at);
            return line < 0 ? sql.length() : line + 1;
        }
        if (sql.startsWith("/*", at)) {
            int end = sql.indexOf("*/", at + 2);
            return end < 0 ? sql.length() : end + 2;
        }
        return at;
    }
}
