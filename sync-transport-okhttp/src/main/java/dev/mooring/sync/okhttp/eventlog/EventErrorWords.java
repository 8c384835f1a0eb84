package dev.mooring.sync.okhttp.eventlog;

import dev.mooring.sync.okhttp.json.ErrorBody;
import okio.BufferedSource;
import org.jspecify.annotations.Nullable;

/**
 * What a refusal says of itself: {@code error} and {@code events_accepted} of its body. Best effort: the status has
 * classified the refusal already, so a body that is cut, large or no JSON just has no words.
 *
 * @param error shortened, empty if there is none
 * @param accepted null if it was not said
 */
record EventErrorWords(String error, @Nullable Boolean accepted) {
    private static final int MOST_CHARS = 200;

    static EventErrorWords of(BufferedSource body) {
        ErrorBody words = ErrorBody.of(body, MOST_CHARS);
        return new EventErrorWords(words.error(), words.flag("events_accepted"));
    }

    boolean begins(String start) {
        return error.startsWith(start);
    }

    boolean contains(String part) {
        return error.contains(part);
    }
}
