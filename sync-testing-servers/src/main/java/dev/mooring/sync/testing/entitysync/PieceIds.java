package dev.mooring.sync.testing.entitysync;

import java.util.Locale;

/** The ids that the server gives to the pieces of an entry, or makes of those that they have. */
final class PieceIds {
    private static final String NOBODY = "unknown";
    /** What begins with it is an id of the server's own and stays in one piece. */
    private static final String SCORE = "score_";

    private PieceIds() {}

    static String made(String title, String composer) {
        String name = spaced(title).replace('–', '-').replace('—', '-');
        String by = spaced(composer).replace(".", "");
        return joined(name, by.isEmpty() ? NOBODY : by);
    }

    /** A given id is taken apart at its first delimiter and put together again. */
    static String kept(String id) {
        String text = id.toLowerCase(Locale.ROOT).trim();
        String delimiter = text.contains("||") ? "||" : "-";
        int at = text.indexOf(delimiter);
        if (at < 0) {
            return text.startsWith(SCORE) ? text : joined(text, NOBODY);
        }
        String composer = text.substring(at + delimiter.length()).trim();
        String title = text.substring(0, at).trim();
        return joined(title, composer.isEmpty() ? NOBODY : composer);
    }

    private static String joined(String title, String composer) {
        return title + (title.contains("-") || composer.contains("-") ? "||" : "-") + composer;
    }

    private static String spaced(String text) {
        return text.toLowerCase(Locale.ROOT).trim().replaceAll("\\s+", " ");
    }
}
