package dev.mooring.systemtests.docs;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The places of a document that a link may name, as Git hosts make them: one for each heading, and those that it sets itself. */
final class Anchors {
    private static final Pattern HEADING = Pattern.compile("#{1,6} (.+)");
    private static final Pattern LINK = Pattern.compile("\\[([^]]*)]\\([^)]*\\)");
    private static final Pattern SET = Pattern.compile("<a id=\"([^\"]+)\">");

    private Anchors() {}

    /** Of a document, in its order. */
    static List<String> of(Path document) throws IOException {
        List<String> anchors = new ArrayList<>();
        Map<String, Integer> seen = new HashMap<>();
        boolean code = false;
        for (String line : Files.readAllLines(document)) {
            code ^= line.trim().startsWith("```");
            Matcher heading = HEADING.matcher(line);
            if (!code && heading.matches()) {
                String anchor = ofHeading(heading.group(1));
                int before = seen.merge(anchor, 1, Integer::sum) - 1;
                anchors.add(before == 0 ? anchor : anchor + "-" + before);
            }
            Matcher set = SET.matcher(line);
            while (!code && set.find()) {
                anchors.add(set.group(1));
            }
        }
        return anchors;
    }

    /** That of a heading. */
    static String ofHeading(String heading) {
        String text = LINK.matcher(heading.strip()).replaceAll("$1");
        return text.toLowerCase(Locale.ROOT)
                .replaceAll("[^\\p{L}\\p{N}\\p{M}\\p{Pc} -]", "")
                .replace(' ', '-');
    }
}
