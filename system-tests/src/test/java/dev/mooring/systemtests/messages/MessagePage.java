package dev.mooring.systemtests.messages;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.regex.Pattern;

/** docs/messages.md: a table of situations and words under each heading. */
public final class MessagePage {
    private static final Pattern ROW = Pattern.compile("^\\| (?:<a id=\"[^\"]+\"></a>)?(.+?) \\| `(.+)` \\|$");

    private final Map<String, Map<String, String>> sections = new LinkedHashMap<>();

    private MessagePage() {}

    /** As it is now. */
    public static MessagePage read() throws IOException {
        MessagePage page = new MessagePage();
        Map<String, String> rows = new LinkedHashMap<>();
        for (String line : Files.readAllLines(root().resolve("docs/messages.md"))) {
            var row = ROW.matcher(line);
            if (line.startsWith("## ")) {
                rows = new LinkedHashMap<>();
                page.sections.put(line.substring(3), rows);
            } else if (row.matches()) {
                rows.put(row.group(1), row.group(2));
            }
        }
        return page;
    }

    /** Of the project. */
    static Path root() {
        return Path.of(System.getProperty("mooring.root", ".."))
                .toAbsolutePath()
                .normalize();
    }

    /** The headings, in order. */
    List<String> headings() {
        return new ArrayList<>(sections.keySet());
    }

    /** The words of a table, by their situations. */
    Map<String, String> rows(String heading) {
        return sections.get(heading);
    }

    /** Makes each situation of a table; what is said there is what stands in its row, {@code …} being what differs. */
    public void check(String heading, Map<String, Callable<String>> situations) throws Exception {
        Map<String, String> rows = sections.get(heading);
        Map<String, String> said = new LinkedHashMap<>();
        List<String> wrong = new ArrayList<>();
        for (Map.Entry<String, Callable<String>> situation : situations.entrySet()) {
            String words = situation.getValue().call();
            said.put(situation.getKey(), words);
            String row = rows == null ? null : rows.get(situation.getKey());
            if (row == null || !Pattern.matches(pattern(row), words)) {
                wrong.add(row(situation.getKey(), words));
            }
        }
        assertTrue(wrong.isEmpty(), () -> heading + ": it is said\n" + String.join("\n", wrong));
        assertEquals(said.keySet(), rows.keySet(), heading);
    }

    /** As it should stand on the page: with an anchor, so that it can be linked to. */
    static String row(String situation, String words) {
        String anchor = situation.toLowerCase(Locale.ROOT).replace("'", "").replaceAll("[^a-z0-9]+", "-");
        return "| <a id=\"" + anchor.replaceAll("^-|-$", "") + "\"></a>" + situation + " | `" + words + "` |";
    }

    private static String pattern(String row) {
        return Pattern.quote(row).replace("…", "\\E.+\\Q");
    }
}
