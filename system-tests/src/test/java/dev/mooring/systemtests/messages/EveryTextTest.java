package dev.mooring.systemtests.messages;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** docs/messages.md has every text that the library may show to a person, and none that is not fit to be shown. */
class EveryTextTest {
    private static final Pattern CLASS =
            Pattern.compile("[a-z]\\.[a-z]+\\.[A-Z]|\\w+\\.java|[A-Z]\\w+Exception|SyncClient|JsonReader");

    private static final Pattern ANCHOR = Pattern.compile("\\| <a id=\"([a-z0-9-]+)\"></a>");
    private static final String EXAMPLE = MessagePage.row("a read that is cut", "… got no answer");

    @Test
    void aTextThatIsNotOnThePageIsFound() throws Exception {
        String page = Files.readString(MessagePage.root().resolve("docs/messages.md"));
        Set<String> texts = SourceTexts.all();
        List<String> missing = new ArrayList<>();
        for (String text : texts) {
            String words = text.substring(text.indexOf(": ") + 2);
            if (!page.contains(words)) {
                missing.add(text);
            }
        }
        assertTrue(texts.size() > 150, "texts seen: " + texts.size());
        assertEquals(
                "",
                String.join("\n", missing),
                "texts that docs/messages.md does not have: give each a row there, with its situation");
    }

    @Test
    void noneOfThemNamesAClassOrPromisesWhatMayNotHelp() throws Exception {
        MessagePage page = MessagePage.read();
        for (String heading : page.headings()) {
            for (String words : page.rows(heading).values()) {
                assertFalse(CLASS.matcher(words).find(), words);
                assertFalse(words.contains("tried again later"), words);
                assertFalse(words.contains("<html"), words);
            }
        }
    }

    @Test
    void eachCanBeLinkedTo() throws Exception {
        Set<String> anchors = new HashSet<>();
        List<String> wrong = new ArrayList<>();
        List<String> rows = Files.readAllLines(MessagePage.root().resolve("docs/messages.md"));
        for (String row : rows) {
            boolean head = row.startsWith("| situation |") || row.startsWith("|---");
            if (row.startsWith("|") && !head) {
                var anchor = ANCHOR.matcher(row);
                if (!anchor.lookingAt() || !anchors.add(anchor.group(1))) {
                    wrong.add(row);
                }
            }
        }
        assertEquals("", String.join("\n", wrong), "rows without an anchor of their own, such as\n" + EXAMPLE);
    }

    @Test
    void theSentencesOfASourceAreFound() {
        assertEquals(
                List.of("one two three four five", "a b c; d"),
                SourceTexts.of("/* \"not in a comment at all\" */ int x = y(\"one two three\"\n"
                        + " + \" four five\"); // \"nor there at all\"\n"
                        + "LOG.warn(\"this one is logged only\"); throw new IllegalStateException(\"the caller"
                        + " made a mistake\"); z = \"a b c; d\"; s = \"too few words\"; q(\"SELECT a, b FROM"
                        + " c\");"));
    }
}
