package dev.mooring.sync.okhttp.changeset;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

/** The numbers were reckoned by a program of its own, without the wrapping of Java's integers. */
class Cryb64Test {
    @Test
    void theNumberOfATextIsThatOfTheServer() {
        assertEquals(5227514475777527171L, Cryb64.of(""));
        assertEquals(5772536816540940545L, Cryb64.of("a"));
        assertEquals(8832115192541318285L, Cryb64.of("abc"));
        assertEquals(-7846095793431782170L, Cryb64.of("CREATE TABLE t (id INTEGER PRIMARY KEY NOT NULL);\n"));
    }

    @Test
    void itCountsUnitsOfUtf16() {
        assertEquals(8199206218221879103L, Cryb64.of("ä€\ud83d\ude00"));
    }
}
