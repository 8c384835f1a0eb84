package dev.mooring.sync.okhttp.entitysync;

import dev.mooring.sync.okhttp.LiveDialect.Carrier;
import dev.mooring.sync.okhttp.LiveDialect.Opening;
import dev.mooring.sync.okhttp.Subject;
import okhttp3.Headers;
import okhttp3.HttpUrl;
import org.jspecify.annotations.Nullable;

/** How the socket is opened: user and token stand in its query (§2). */
final class LiveOpening {
    static final String COOKIE = "auth-token";
    private static final String BEARER = "Bearer ";

    private LiveOpening() {}

    /** The URL of a socket as one of HTTP; null if it is none, or has what the query will hold. */
    static @Nullable HttpUrl url(String given) {
        boolean secure = given.regionMatches(true, 0, "wss:", 0, 4);
        String http = secure
                ? "https" + given.substring(3)
                : given.regionMatches(true, 0, "ws:", 0, 3) ? "http" + given.substring(2) : given;
        HttpUrl url = HttpUrl.parse(http);
        boolean plain = url != null
                && url.query() == null
                && url.fragment() == null
                && url.username().isEmpty()
                && url.password().isEmpty();
        return plain ? url : null;
    }

    static Opening of(HttpUrl at, String account, @Nullable String credential) {
        String token = credential == null ? "" : token(credential);
        if (credential == null || token.isEmpty()) {
            throw new IllegalArgumentException("the socket was not opened, as it takes a bearer token or the cookie "
                    + COOKIE + ", and the credential is neither");
        }
        String subject = Subject.of(credential, COOKIE);
        String user = subject == null ? account : subject;
        if (user.isEmpty()) {
            throw new IllegalArgumentException(
                    "the socket was not opened, as the token does not say whose it is; name the account in the dialect's builder");
        }
        HttpUrl url = at.newBuilder()
                .addQueryParameter("userId", user)
                .addQueryParameter("token", token)
                .build();
        return new Opening(Carrier.WEB_SOCKET, url, Headers.of(), false);
    }

    /** Of a bearer, or of the cookie; empty if it is neither. */
    private static String token(String credential) {
        if (credential.regionMatches(true, 0, BEARER, 0, BEARER.length())) {
            return credential.substring(BEARER.length()).trim();
        }
        for (String pair : credential.split(";", -1)) {
            int sign = pair.indexOf('=');
            if (sign > 0 && pair.substring(0, sign).trim().equals(COOKIE)) {
                return pair.substring(sign + 1).trim();
            }
        }
        return "";
    }
}
