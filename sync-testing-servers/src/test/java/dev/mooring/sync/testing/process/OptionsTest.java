package dev.mooring.sync.testing.process;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;

/** What a stand-in's command line may say. */
class OptionsTest {
    private static Options read(String... args) {
        return Options.read(args, List.of("--port N", "--user U", "--flavour base|full", "--no-gzip"));
    }

    private static String refusal(String... args) {
        return assertThrows(IllegalArgumentException.class, () -> read(args)).getMessage();
    }

    @Test
    void optionsComeInAnyOrder() {
        Options given = read("--no-gzip", "--flavour", "full", "--user", "--ada", "--port", "8787");
        assertTrue(given.has("--no-gzip"));
        assertEquals("full", given.text("--flavour", "base"));
        assertEquals("--ada", given.text("--user", "u1"));
        assertEquals(8787, given.number("--port"));
    }

    @Test
    void whatIsNotGivenHasItsDefault() {
        Options given = read();
        assertFalse(given.has("--no-gzip"));
        assertEquals("u1", given.text("--user", "u1"));
        assertEquals(0, given.number("--port"));
    }

    @Test
    void anUnknownOptionIsAnsweredWithThoseThatThereAre() {
        String there = "; the options are --port N, --user U, --flavour base|full, --no-gzip";
        assertEquals("unknown option --prot" + there, refusal("--prot", "1"));
        assertEquals("unknown option 1" + there, refusal("--no-gzip", "1"));
    }

    @Test
    void aValueThatIsMissingOrDoesNotFitIsNamed() {
        assertEquals("option --port needs a value: --port N", refusal("--port"));
        assertEquals("option --port takes a whole number, not -1", refusal("--port", "-1"));
        assertEquals("option --port takes a whole number, not 99999999999", refusal("--port", "99999999999"));
        assertEquals("option --flavour takes base|full, not fool", refusal("--flavour", "fool"));
        assertEquals("option --user is given twice", refusal("--user", "a", "--user", "b"));
    }
}
