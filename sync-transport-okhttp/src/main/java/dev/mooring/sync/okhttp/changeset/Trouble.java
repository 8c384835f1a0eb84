package dev.mooring.sync.okhttp.changeset;

import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Tells a server whose database is in trouble from one that refuses a row: both say that a frame could not be applied. */
final class Trouble {
    /** What SQLite says where the row is not to blame. */
    private static final List<String> WORDS = Collections.unmodifiableList(Arrays.asList(
            "database is locked",
            "database table is locked",
            "database or disk is full",
            "database disk image is malformed",
            "file is not a database",
            "disk i/o error",
            "attempt to write a readonly database",
            "unable to open database file",
            "locking protocol",
            "out of memory",
            "interrupted"));

    private Trouble() {}

    /** Whether the server's words are those of a database that cannot be written just now, whatever is written. */
    static boolean is(@Nullable String message) {
        String words = message == null ? "" : message.toLowerCase(Locale.ROOT);
        return WORDS.stream().anyMatch(words::contains);
    }
}
