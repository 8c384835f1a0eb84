package dev.mooring.sync.testing.rowsync;

import java.util.Locale;

/** The two spellings of a column: {@code user_ref} in the database, {@code userRef} on the wire. */
final class Words {
    private Words() {}

    static String snake(String camel) {
        StringBuilder out = new StringBuilder(camel.length() + 4);
        for (char c : camel.toCharArray()) {
            if (Character.isUpperCase(c)) {
                out.append('_');
            }
            out.append(Character.toLowerCase(c));
        }
        return out.toString();
    }

    static String camel(String snake) {
        String[] parts = snake.split("_", -1);
        StringBuilder out = new StringBuilder(snake.length()).append(parts[0]);
        for (int i = 1; i < parts.length; i++) {
            if (!parts[i].isEmpty()) {
                out.append(parts[i].substring(0, 1).toUpperCase(Locale.ROOT)).append(parts[i].substring(1));
            }
        }
        return out.toString();
    }
}
