package dev.mooring.sync.okhttp.rowsync;

import dev.mooring.sync.okhttp.json.ErrorBody;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import okio.BufferedSource;
import org.jspecify.annotations.Nullable;

/**
 * What a refusal says of itself in {@code error} (protocol §1.8). Best effort: a body that is cut, large or no JSON, as those
 * of whatever stands in front of the server are, just has no words.
 *
 * @param error shortened, empty if there is none
 */
record RowErrorWords(String error) {
    private static final int MOST_CHARS = 400;
    private static final Pattern NAMED = Pattern.compile(
            "\\[PUSH\\] Failed applying \\S+ rowId=(\\p{XDigit}{8}(?:-\\p{XDigit}{4}){3}-\\p{XDigit}{12}): (.*)",
            Pattern.DOTALL);
    private static final Pattern MISSING =
            Pattern.compile("detail=Key \\((\\w+)\\)=\\(([^)]*)\\) is not present in table \"(\\w+)\"");
    private static final Pattern REFERENCED = Pattern.compile("is still referenced from table \"(\\w+)\"");
    private static final Pattern CODE = Pattern.compile("code=(\\w+)(?: \\|.*)?", Pattern.DOTALL);

    static RowErrorWords of(BufferedSource body) {
        return new RowErrorWords(ErrorBody.of(body, MOST_CHARS).error());
    }

    /** Without the database's detail, which holds values of the row: for messages that may be logged. */
    String brief() {
        int detail = error.indexOf(" | detail=");
        return detail < 0 ? error : error.substring(0, detail);
    }

    /** The mutation that the server names: its id is the {@code rowId} that was sent. Null if it names none. */
    @Nullable
    UUID named() {
        Matcher matcher = NAMED.matcher(error);
        return matcher.matches() ? UUID.fromString(matcher.group(1)) : null;
    }

    /** The SQLSTATE, or another code of the database's driver; empty if there is none. */
    private String code() {
        Matcher named = NAMED.matcher(error);
        Matcher matcher = CODE.matcher(named.matches() ? named.group(2) : error);
        return matcher.matches() ? matcher.group(1) : "";
    }

    /**
     * A row that the change that is named refers to, and that is not there.
     *
     * @param column that refers to it, as the database names it
     * @param value what it holds
     * @param table whose row is missing
     */
    record Missing(String column, String value, String table) {}

    /** The row that is missing, where a foreign key of one column refuses the change (class 23503); else null. */
    @Nullable
    Missing missing() {
        Matcher matcher = code().equals("23503") ? MISSING.matcher(error) : null;
        return matcher != null && matcher.find()
                ? new Missing(matcher.group(1), matcher.group(2), matcher.group(3))
                : null;
    }

    /** Whether a foreign key refuses the change, whatever else is said of it. */
    boolean isReference() {
        return code().equals("23503");
    }

    /** The table whose rows refer to the row that should be deleted; empty if that is not what is refused. */
    String referencedFrom() {
        Matcher matcher = REFERENCED.matcher(error);
        return isReference() && matcher.find() ? matcher.group(1) : "";
    }

    /**
     * Whether the change that is named will never be taken: a value that the database cannot read (class 22), a constraint
     * (class 23), or what the server itself asks of a change.
     */
    boolean isRefusal() {
        String code = code();
        return code.isEmpty()
                ? error.contains("Missing delete key(s)") || error.contains("No values to set")
                : code.length() == 5 && (code.startsWith("22") || code.startsWith("23"));
    }

    /** Whether the same push is worth another try at once: a deadlock, or a transaction that met another one (class 40). */
    boolean isRace() {
        return code().startsWith("40") || code().equals("55P03");
    }

    boolean isBadCursor() {
        return error.startsWith("Invalid pullCursor") || error.startsWith("Unsupported pullCursor");
    }
}
