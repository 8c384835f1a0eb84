package dev.mooring.examples.shell;

import dev.mooring.sync.spi.text.Shown;

/**
 * What a terminal is shown. Names, rows and words of others could move its cursor, rename its window or look like lines of the shell's
 * own; so they are escaped, and cut at {@value #PIECE} characters. {@code --json} gives every text exactly.
 */
final class Terminal {
    static final int PIECE = 100_000;

    private Terminal() {}

    /** A text of others as a part of a line. */
    static String piece(String text) {
        return Shown.text(text, PIECE);
    }

    /** Several lines, which may hold texts of others. */
    static String lines(String text) {
        StringBuilder shown = new StringBuilder();
        int from = 0;
        for (int end = text.indexOf('\n'); end >= 0; end = text.indexOf('\n', from)) {
            shown.append(piece(text.substring(from, end))).append('\n');
            from = end + 1;
        }
        return shown.append(piece(text.substring(from))).toString();
    }
}
