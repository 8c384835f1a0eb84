package dev.mooring.sync.testing.conformance;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/** The part of docs/conformance.md that is written from {@link Plot#all}. */
final class FaultTable {
    static final String BEGIN = "<!-- planted faults, generated: begin -->";
    static final String END = "<!-- planted faults, generated: end -->";

    private FaultTable() {}

    /** The lines between the two marks. */
    static String text() {
        List<String> lines = new ArrayList<>();
        for (Plot<?> plot : Plot.all()) {
            lines.add("");
            lines.add("**" + plot.name() + "**" + plot.part() + ": "
                    + plot.faults().size() + " faults, " + plot.promises().size() + " promises");
            lines.add("");
            lines.add("| fault | what the server does | found by one of |");
            lines.add("|---|---|---|");
            for (Planted<?> each : plot.faults()) {
                String breaks = each.breaks().stream().map(id -> "`" + id + "`").collect(Collectors.joining(", "));
                lines.add("| " + each.id() + " | " + each.says() + " | " + breaks + " |");
            }
        }
        lines.add("");
        return String.join("\n", lines);
    }

    /** The page with that part written anew. */
    static String in(String page) {
        int begin = page.indexOf(BEGIN);
        int end = page.indexOf(END);
        if (begin < 0 || end < begin) {
            throw new IllegalStateException("the page lacks the marks of the table of planted faults");
        }
        return page.substring(0, begin + BEGIN.length()) + "\n" + text() + "\n" + page.substring(end);
    }
}
