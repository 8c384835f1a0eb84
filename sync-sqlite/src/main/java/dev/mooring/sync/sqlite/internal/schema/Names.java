package dev.mooring.sync.sqlite.internal.schema;

import java.util.ArrayList;
import java.util.List;

/** Identifiers in SQL. SQLite compares them without regard to case, but only that of the ASCII letters. */
public final class Names {
    private Names() {}

    public static String quoted(String name) {
        return '"' + name.replace("\"", "\"\"") + '"';
    }

    public static String literal(String text) {
        return '\'' + text.replace("'", "''") + '\'';
    }

    /** As it is the same for names that SQLite takes for the same. */
    public static String folded(String name) {
        StringBuilder folded = new StringBuilder(name);
        for (int i = 0; i < folded.length(); i++) {
            char c = folded.charAt(i);
            if (c >= 'A' && c <= 'Z') {
                folded.setCharAt(i, (char) (c + ('a' - 'A')));
            }
        }
        return folded.toString();
    }

    public static boolean same(String one, String other) {
        return folded(one).equals(folded(other));
    }

    /** Whether they are the same in the same order. */
    public static boolean same(List<String> some, List<String> others) {
        boolean same = some.size() == others.size();
        for (int i = 0; same && i < some.size(); i++) {
            same = same(some.get(i), others.get(i));
        }
        return same;
    }

    static boolean contains(List<String> names, String name) {
        for (String each : names) {
            if (same(each, name)) {
                return true;
            }
        }
        return false;
    }

    /** Quoted, with commas between; {@link #parsed} reads it. */
    public static String list(List<String> names) {
        StringBuilder list = new StringBuilder();
        for (String name : names) {
            list.append(list.length() == 0 ? "" : ",").append(quoted(name));
        }
        return list.toString();
    }

    public static List<String> parsed(String list) {
        List<String> names = new ArrayList<>();
        int at = 0;
        while (at < list.length()) {
            StringBuilder name = new StringBuilder();
            at++;
            while (list.charAt(at) != '"' || list.startsWith("\"\"", at)) {
                name.append(list.charAt(at));
                at += list.charAt(at) == '"' ? 2 : 1;
            }
            names.add(name.toString());
            at += 2;
        }
        return names;
    }
}
