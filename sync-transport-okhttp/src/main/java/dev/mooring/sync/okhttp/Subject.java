package dev.mooring.sync.okhttp;

import com.squareup.moshi.JsonReader;
import java.io.IOException;
import okio.Buffer;
import okio.ByteString;
import org.jspecify.annotations.Nullable;

/**
 * Whom a JSON web token stands for: its {@code sub}. It is read and not verified, as it is our own credential and the server is the
 * one to verify it. What is no such token stands for nobody that could be told here; nothing of it is ever an error.
 */
public final class Subject {
    /** Servers take no larger header than this. */
    private static final int LONGEST_TOKEN = 64 << 10;

    private static final int LONGEST_NAME = 1024;
    private static final String BEARER = "Bearer ";

    private Subject() {}

    /**
     * Whom a header's value stands for.
     *
     * @param value {@code Bearer …} or {@code name=value}, several with semicolons between them
     * @param session the cookie that the server goes by; empty if that is not known. Then cookies that name different subjects name
     *     none
     * @return null if nothing tells
     */
    public static @Nullable String of(String value, String session) {
        if (value.length() > LONGEST_TOKEN) {
            return null;
        }
        if (value.regionMatches(true, 0, BEARER, 0, BEARER.length())) {
            return ofToken(value.substring(BEARER.length()).trim());
        }
        String found = null;
        boolean several = false;
        for (String pair : value.split(";", -1)) {
            int sign = pair.indexOf('=');
            String subject =
                    sign < 0 ? null : ofToken(unquoted(pair.substring(sign + 1).trim()));
            if (subject != null
                    && !session.isEmpty()
                    && pair.substring(0, sign).trim().equals(session)) {
                return subject;
            }
            several |= found != null && subject != null && !subject.equals(found);
            found = subject == null ? found : subject;
        }
        return several ? null : found;
    }

    private static String unquoted(String value) {
        boolean quoted = value.length() > 1 && value.startsWith("\"") && value.endsWith("\"");
        return quoted ? value.substring(1, value.length() - 1) : value;
    }

    private static @Nullable String ofToken(String token) {
        int first = token.indexOf('.');
        int second = token.indexOf('.', first + 1);
        if (first <= 0 || second < 0 || token.indexOf('.', second + 1) >= 0) {
            return null;
        }
        ByteString claims = ByteString.decodeBase64(token.substring(first + 1, second));
        if (claims == null) {
            return null;
        }
        try {
            String subject = subject(JsonReader.of(new Buffer().write(claims)));
            return subject == null || subject.isEmpty() || subject.length() > LONGEST_NAME ? null : subject;
        } catch (IOException | RuntimeException e) {
            return null; // Whatever it is, it is no such token.
        }
    }

    /** The last one where there are several, as the servers' parsers have it. */
    private static @Nullable String subject(JsonReader json) throws IOException {
        String subject = null;
        json.beginObject();
        while (json.hasNext()) {
            if (json.nextName().equals("sub") && json.peek() == JsonReader.Token.STRING) {
                subject = json.nextString();
            } else {
                json.skipValue();
            }
        }
        json.endObject();
        return subject;
    }
}
