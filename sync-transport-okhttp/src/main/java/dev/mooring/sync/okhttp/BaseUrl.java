package dev.mooring.sync.okhttp;

import java.util.regex.Matcher;
import java.util.regex.Pattern;
import okhttp3.HttpUrl;
import org.jspecify.annotations.Nullable;

/**
 * The URL of a server, with a slash at its end. A plain one is left to OkHttp's parser when the first request is made: loading that parser,
 * with its tables of international names, is a tenth of an app's cold start. Thread-safe.
 */
final class BaseUrl {
    /** What the parser would give back as it is, but for a slash: {@code BaseUrlTest} compares. */
    private static final Pattern PLAIN = Pattern.compile("(https?)://([a-z0-9]{1,63}(?:[.-][a-z0-9]{1,9}){0,15})"
            + "(?::([1-9]\\d{0,4}))?((?:/[A-Za-z0-9_~][A-Za-z0-9_~.-]*)*)/?");

    private static final int PORTS = 65_536;
    private static final int HTTP = 80;
    private static final int HTTPS = 443;

    private final String text;
    private final String host;
    private volatile @Nullable HttpUrl url;

    /** Throws an IllegalArgumentException if it is none, or has more than a base URL has. */
    BaseUrl(String given) {
        Matcher plain = PLAIN.matcher(given);
        if (plain.matches() && isPort(plain.group(3))) {
            text = given.endsWith("/") ? given : given + "/";
            host = plain.group(2);
            return;
        }
        HttpUrl parsed = parsed(given);
        url = parsed;
        text = parsed.toString();
        host = parsed.host();
    }

    /** The parser leaves the scheme's own port out. */
    private static boolean isPort(@Nullable String digits) {
        int port = digits == null ? 1 : Integer.parseInt(digits);
        return port < PORTS && port != HTTP && port != HTTPS;
    }

    private static HttpUrl parsed(String given) {
        HttpUrl url = HttpUrl.parse(given);
        if (url == null
                || url.query() != null
                || url.fragment() != null
                || !url.username().isEmpty()) {
            throw new IllegalArgumentException("the base URL must be http or https, without user, query and fragment"
                    + (url == null ? "" : ", got " + url.redact()));
        }
        return url.encodedPath().endsWith("/")
                ? url
                : url.newBuilder().addPathSegment("").build();
    }

    String host() {
        return host;
    }

    boolean isHttps() {
        return text.startsWith("https:");
    }

    /** Whether the parser has seen it. */
    boolean isParsed() {
        return url != null;
    }

    /** For requests. */
    HttpUrl url() {
        HttpUrl known = url;
        if (known == null) {
            known = parsed(text);
            url = known;
        }
        return known;
    }

    @Override
    public String toString() {
        return text;
    }
}
