package dev.mooring.sync.okhttp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Whom a token stands for, and that nothing but a token stands for anybody. */
class SubjectTest {
    private static String jwt(String claims) {
        return "e30." + Base64.getUrlEncoder().withoutPadding().encodeToString(claims.getBytes(StandardCharsets.UTF_8))
                + ".sig";
    }

    private static final String OF_ANNA = jwt("{\"iat\":1,\"sub\":\"anna\",\"roles\":[{\"sub\":\"nested\"}]}");
    private static final String OF_BEN = jwt("{\"sub\":\"ben 🚢\"}");

    @Test
    void aBearerTokenStandsForItsSubject() {
        assertEquals("anna", Subject.of("Bearer " + OF_ANNA, ""));
        assertEquals("ben 🚢", Subject.of("bearer  " + OF_BEN, ""));
    }

    @Test
    void aCookieStandsForTheSubjectOfItsToken() {
        assertEquals("anna", Subject.of("auth-token=" + OF_ANNA, ""));
        assertEquals("anna", Subject.of("theme=dark; auth-token=\"" + OF_ANNA + "\"; a=b=c", ""));
        assertEquals("anna", Subject.of("refresh=" + OF_ANNA + "; auth-token=" + OF_ANNA, ""));
    }

    @Test
    void ofSeveralCookiesTheServersOwnCounts() {
        assertEquals("ben 🚢", Subject.of("tracker=" + OF_ANNA + "; auth-token=" + OF_BEN, "auth-token"));
        assertNull(Subject.of("tracker=" + OF_ANNA + "; auth-token=" + OF_BEN, ""));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "Bearer",
                "Bearer ",
                "Bearer t1",
                "session=opaque",
                ";;;=;",
                "Basic YTpi",
                "Bearer a.b.c",
                "Bearer ..",
                "Bearer a.b.c.d",
                "Bearer a..c",
                "Bearer"
                        + " v2.local.QAxIpVe-ECVNI1z4xQbm_qQYomyT3h8FtV8bxkz8pBJWkT8f7HtlOpbroPDEZUKop_vaglyp76CzYy375cHmKCW8e1CCkV0Lflu4GTDyXMqQdpZMM1E6OaoQW27gaRSvWBrR3IgbFIa0AkuUFw.UGFyYWdvbg"
            })
    void whatIsNoTokenStandsForNobody(String value) {
        assertNull(Subject.of(value, ""));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "[]",
                "\"sub\"",
                "{",
                "{}",
                "{\"sub\":7}",
                "{\"sub\":null}",
                "{\"sub\":\"\"}",
                "{\"sub\":{}}",
                "{\"sub\":\"x\""
            })
    void claimsWithoutASubjectStandForNobody(String claims) {
        assertNull(Subject.of("Bearer " + jwt(claims), ""));
    }

    @Test
    void whatIsTooLargeStandsForNobody() {
        assertNull(Subject.of("Bearer " + jwt("{\"sub\":\"" + "x".repeat(1025) + "\"}"), ""));
        assertNull(Subject.of("Bearer " + jwt("{\"sub\":\"x\",\"y\":\"" + "y".repeat(64 << 10) + "\"}"), ""));
        assertNull(Subject.of("Bearer " + jwt("[".repeat(9000)), ""));
    }

    @Test
    void garbageIsNeverAnError() {
        Random random = new Random(11);
        for (int round = 0; round < 20_000; round++) {
            StringBuilder spoilt = new StringBuilder("auth-token=" + OF_ANNA + "; b=" + OF_BEN);
            for (int n = random.nextInt(6); n >= 0; n--) {
                int at = random.nextInt(spoilt.length());
                spoilt.replace(
                        at, Math.min(spoilt.length(), at + random.nextInt(4)), "" + (char) random.nextInt(0x180));
            }
            Subject.of(spoilt.toString(), random.nextBoolean() ? "auth-token" : "");
            Subject.of("Bearer " + spoilt.substring(11), "");
        }
    }
}
