package dev.mooring.examples.android.model;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.time.Instant;
import org.junit.jupiter.api.Test;

class WordingTest {
    @Test
    void aCountHasItsNoun() {
        assertEquals("1 edit", Wording.count(1, "edit"));
        assertEquals("1,200 edits", Wording.count(1200, "edit"));
    }

    @Test
    void aTimeIsToldFromHere() {
        Instant now = Instant.parse("2026-03-01T12:00:00Z");
        assertEquals("never", Wording.relative(null, now));
        assertEquals("just now", Wording.relative(now.minusMillis(900), now));
        assertEquals("5 s ago", Wording.relative(now.minusSeconds(5), now));
        assertEquals("in 2 min", Wording.relative(now.plusSeconds(120), now));
        assertEquals("3 days ago", Wording.relative(now.minusSeconds(3 * 86_400), now));
    }

    @Test
    void theServersWordsAreTakenFromTheReason() {
        assertEquals(
                "too long", Wording.serversWords("PUT of todo/a was answered 413: too long; nothing is sent again"));
        assertEquals("no quotation", Wording.serversWords("no quotation"));
    }

    @Test
    void settingsSayWhatIsWrong() {
        assertEquals("", new Settings("http://10.0.2.2:8787", "ada", true).fault());
        assertEquals("The address begins with http:// or https://.", new Settings("10.0.2.2", "ada", true).fault());
        assertEquals(
                "A name has letters, digits and hyphens, 40 at most.",
                new Settings("https://example.org", "../ada", true).fault());
    }
}
