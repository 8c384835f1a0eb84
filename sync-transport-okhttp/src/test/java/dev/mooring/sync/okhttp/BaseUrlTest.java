package dev.mooring.sync.okhttp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Random;
import okhttp3.HttpUrl;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is said of a base URL without OkHttp's parser is what the parser says. */
class BaseUrlTest {
    private static final String[] PARTS = {
        "http", "https", "HTTP", "ftp", "://", ":/", ":", "/", "//", ".", "..", "-", "a", "A", "0", "127.0.0.1",
                "localhost",
        "example.com", "xn--", "xn--4ca", "\u00e4", "%41", "%zz", "~", "_", "@", "?", "#", "\\", " ", "\t", "80", "443",
                "8080",
        "0080", "65535", "65536", "99999", "[::1]", "api", "v1", "1.2", "0x7f", "q=1", "+", "*", "&", "\u0130"
    };

    @Test
    void isAsTheParserSays() {
        Random random = new Random(1);
        int plain = 0;
        for (int i = 0; i < 200_000; i++) {
            StringBuilder text =
                    new StringBuilder(random.nextInt(4) == 0 ? "" : random.nextBoolean() ? "http://" : "https://");
            for (int parts = random.nextInt(6); parts >= 0; parts--) {
                text.append(PARTS[random.nextInt(PARTS.length)]);
            }
            plain += same(text.toString()) ? 1 : 0;
        }
        assertTrue(plain > 1_000, "only " + plain + " were plain");
    }

    /** Whether it needed no parser. */
    private static boolean same(String given) {
        HttpUrl parsed = HttpUrl.parse(given);
        boolean none = parsed == null
                || parsed.query() != null
                || parsed.fragment() != null
                || !parsed.username().isEmpty();
        if (none) {
            assertThrows(IllegalArgumentException.class, () -> new BaseUrl(given), given);
            return false;
        }
        BaseUrl base = new BaseUrl(given);
        boolean plain = !base.isParsed();
        String whole = parsed.encodedPath().endsWith("/") ? parsed.toString() : parsed + "/";
        assertEquals(whole, base.toString(), given);
        assertEquals(parsed.host(), base.host(), given);
        assertEquals(parsed.isHttps(), base.isHttps(), given);
        assertEquals(whole, base.url().toString(), given);
        return plain;
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "https://example.com",
                "https://api.example.com/v1/sync/",
                "http://localhost:8080",
                "http://127.0.0.1:40123/do",
                "http://127.0.0.1:1",
                "http://10.0.2.2:8787/"
            })
    void aPlainOneNeedsNoParserUntilThereIsARequest(String given) {
        BaseUrl base = new BaseUrl(given);
        assertFalse(base.isParsed());
        base.url();
        assertTrue(base.isParsed());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "example.com",
                "ftp://a",
                "https://",
                "https://u@a",
                "https://a?x",
                "https://a#x",
                "https://a:70000"
            })
    void aWrongOneIsRefusedAtOnce(String given) {
        assertThrows(IllegalArgumentException.class, () -> new BaseUrl(given));
    }
}
