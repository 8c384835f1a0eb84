package dev.mooring.sync.okhttp;

import java.nio.charset.StandardCharsets;
import java.util.Base64;

/** Tokens as the live servers issue them, but for the signature, which is theirs to verify. */
public final class Jwt {
    private Jwt() {}

    /** One that stands for a user; the n-th that was issued. */
    public static String of(String user, int n) {
        return part("{\"alg\":\"HS256\",\"typ\":\"JWT\"}") + "."
                + part("{\"sub\":\"" + user + "\",\"email\":\"" + user + "@example.org\",\"iat\":" + n
                        + ",\"exp\":9999999999}")
                + ".c2lnbmF0dXJl";
    }

    private static String part(String json) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(json.getBytes(StandardCharsets.UTF_8));
    }
}
