package dev.mooring.sync.android.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;

import org.junit.jupiter.api.Test;

/** What is bound for a text. */
class TextsTest {
    @Test
    void mostTextsAreBoundAsTheyAre() {
        for (String text : new String[] {"", "a", "Grüße 🚢", "a\0b", "a\uFEFF", "\uFFFD", "\uFFFF"}) {
            assertSame(text, Texts.bound(text));
        }
    }

    @Test
    void aMarkAtTheBeginningGetsAnotherOne() {
        assertEquals("\uFEFF\uFEFFa", Texts.bound("\uFEFFa"));
        assertEquals("\uFEFF\uFFFEa", Texts.bound("\uFFFEa"));
    }

    @Test
    void halfAPairBecomesAQuestionMark() {
        assertEquals("a?", Texts.bound("a\uD83D"));
        assertEquals("?a", Texts.bound("\uDEA2a"));
        assertEquals("??", Texts.bound("\uDEA2\uD83D"));
        assertEquals("?🚢", Texts.bound("\uD83D🚢"));
    }
}
