package dev.mooring.sync.okhttp.entitysync;

import dev.mooring.sync.okhttp.json.ErrorBody;
import okio.BufferedSource;

/**
 * What a refusal says of itself (§1, error body): {@code {"success":false,"error":…,"code":…}}. Best effort: the status has
 * classified the refusal already, so a body that is cut, large or no JSON just has no words.
 *
 * @param error shortened, empty if there is none
 * @param ofTheServer whether the body has the server's own shape, so that it is no other program's in front of it
 */
record EntityErrorWords(String error, boolean ofTheServer) {
    private static final int MOST_CHARS = 200;

    static EntityErrorWords of(BufferedSource body) {
        ErrorBody words = ErrorBody.of(body, MOST_CHARS);
        boolean failure = Boolean.FALSE.equals(words.flag("success"));
        return new EntityErrorWords(words.error(), failure && !words.error().isEmpty());
    }
}
