package dev.mooring.sync.okhttp;

import dev.mooring.sync.okhttp.json.Garbage;
import dev.mooring.sync.spi.ProtocolException;
import dev.mooring.sync.spi.TransportException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import okhttp3.HttpUrl;
import okhttp3.Response;
import okio.BufferedSource;
import org.jspecify.annotations.Nullable;

/**
 * Recognises who answers in the server's place: a captive portal, a login page, a proxy. Three things give them away: status 511, a
 * redirect to another host, and a web page where the dialect's answer should be.
 *
 * <p>A page is looked at last, when the dialect has made nothing of it, so that a page that a server family is known for means what
 * it means there. A status that refuses is believed, whoever sends it: a wrong address, a wish to be left alone, a server or gateway
 * that is sick and says so in HTML. Only the words tell of the page then.
 */
final class Portal {
    private static final int HEAD_BYTES = 8 << 10;
    private static final int TITLE_CHARS = 80;
    private static final Pattern BEGINNING =
            Pattern.compile("^\\uFEFF?\\s*(<!--|<!doctype\\s+html|<(html|head|body|title|meta|script)\\b)");
    private static final Pattern TITLE = Pattern.compile("<title[^>]*>([^<]*)");
    private static final String SOMEBODY = "a captive portal, login page or proxy";

    private Portal() {}

    /** Refuses what nobody but a portal says, before the dialect sees it. */
    static void refuse(String attempted, HttpUrl asked, Response response) {
        int status = response.code();
        if (status == 511) {
            throw page(attempted + " was answered 511 by " + SOMEBODY + ": the network wants to be signed in to");
        }
        String location = response.header("Location");
        if (status < 300 || status >= 400 || status == 304 || location == null) {
            return;
        }
        HttpUrl to = asked.resolve(location);
        if (to != null && !to.host().equals(asked.host())) {
            throw page(attempted + " was answered " + status + " with a redirect to another host, " + to.host()
                    + ", by " + SOMEBODY + "; it was not followed");
        }
    }

    /** The beginning of a web page, without taking it out of the body; null if it is none. */
    static @Nullable String head(@Nullable String type, BufferedSource body) {
        if (type != null && !type.trim().toLowerCase(Locale.ROOT).startsWith("text/html")) {
            return null;
        }
        try {
            // An answer that streams is not waited for.
            if (!body.request(1) || " \t\r\n<\u00ef".indexOf(body.getBuffer().getByte(0) & 0xff) < 0) {
                return null;
            }
            body.request(HEAD_BYTES);
        } catch (IOException lost) {
            // What came until then may be enough; the dialect meets the end itself.
        }
        long size = Math.min(body.getBuffer().size(), HEAD_BYTES);
        String head = body.getBuffer().snapshot((int) size).string(StandardCharsets.UTF_8);
        return BEGINNING.matcher(head.toLowerCase(Locale.ROOT)).find() ? head : null;
    }

    /** What the dialect's failure is, given that the body was this page. */
    static RuntimeException of(String head, RuntimeException failure) {
        String words = String.valueOf(failure.getMessage()).replace(Garbage.END, "") + "; it is a web page"
                + title(head) + ", perhaps of " + SOMEBODY;
        if (failure instanceof ProtocolException) {
            return page(words);
        }
        return failure instanceof TransportException e
                ? new TransportException(e.kind(), e.delivery(), e.retryAfter(), words, e.getCause())
                : failure;
    }

    private static String title(String head) {
        Matcher matcher = TITLE.matcher(head.toLowerCase(Locale.ROOT));
        if (!matcher.find()) {
            return "";
        }
        // Lower case may be longer than the text was in some scripts.
        int end = Math.min(head.length(), matcher.end(1));
        String title = head.substring(Math.min(matcher.start(1), end), end)
                .replaceAll("\\s+", " ")
                .trim();
        String shown = title.length() <= TITLE_CHARS ? title : title.substring(0, TITLE_CHARS) + "…";
        return shown.isEmpty() ? "" : " (\"" + shown + "\")";
    }

    private static ProtocolException page(String words) {
        return new ProtocolException(ProtocolException.Kind.PAGE, words + "; nothing of it counts", null);
    }
}
