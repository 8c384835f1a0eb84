package dev.mooring.sync.okhttp.changeset;

import java.util.regex.Pattern;
import okio.ByteString;
import org.jspecify.annotations.Nullable;

/**
 * The name that a connection asks for: the room, and a credential where it fits, in base64 without padding. The server takes it apart at
 * commas and equal signs, and refuses one with a slash. None of the letters here makes a slash: in base64 that takes a {@code ?} or DEL.
 */
final class Subprotocol {
    private static final Pattern PLAIN = Pattern.compile("[A-Za-z0-9._-]+");
    private static final String BEARER = "bearer ";

    private Subprotocol() {}

    static boolean isRoom(String name) {
        return PLAIN.matcher(name).matches() && !name.contains("..");
    }

    /** The credential as it goes into the name; empty if there is none, or it does not fit. */
    static String token(@Nullable String credential) {
        if (credential == null) {
            return "";
        }
        boolean bearer = credential.regionMatches(true, 0, BEARER, 0, BEARER.length());
        String token = bearer ? credential.substring(BEARER.length()).trim() : credential;
        return PLAIN.matcher(token).matches() ? token : "";
    }

    static String of(String room, String token) {
        String plain = (token.isEmpty() ? "" : "auth=" + token + ",") + "room=" + room;
        return ByteString.encodeUtf8(plain).base64().replace("=", "");
    }
}
