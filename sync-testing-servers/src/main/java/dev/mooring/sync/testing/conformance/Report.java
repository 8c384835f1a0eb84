package dev.mooring.sync.testing.conformance;

import java.util.List;
import java.util.Objects;

/**
 * What a run found out.
 *
 * @param dialect the family's name
 * @param url the server's
 * @param findings one for each promise, in the order of the tests
 * @param requests how many were made
 * @param users how many throw-away users were made
 */
public record Report(String dialect, String url, List<Finding> findings, int requests, int users) {
    public Report {
        Objects.requireNonNull(dialect, "dialect");
        Objects.requireNonNull(url, "url");
        findings = List.copyOf(findings);
    }

    /**
     * How many promises have a verdict.
     *
     * @param verdict which
     * @return how many
     */
    public long count(Verdict verdict) {
        return findings.stream().filter(each -> each.verdict() == verdict).count();
    }

    /**
     * For a build: 0 if no promise is broken and each was tried or is not offered; 1 if one is broken; 2 if nothing is broken, and something
     * is unclear.
     *
     * @return the exit code
     */
    public int exitCode() {
        return count(Verdict.BROKEN) > 0 ? 1 : count(Verdict.UNCLEAR) > 0 ? 2 : 0;
    }

    /**
     * As lines for a terminal: a table, then the proof of what is broken.
     *
     * @return lines with line ends
     */
    public String text() {
        return TextReport.of(this);
    }

    /**
     * The second half of {@link #text}, for whoever has shown each finding as it came.
     *
     * @return the proof of what is broken or unclear, and a line with all counts
     */
    public String details() {
        return TextReport.details(this);
    }

    /**
     * As one JSON object, for other programs and for {@link ReportDifference}.
     *
     * @return JSON
     */
    public String json() {
        return JsonReport.of(this);
    }

    /**
     * As JUnit XML, which build servers show as tests.
     *
     * @return XML
     */
    public String junit() {
        return JunitReport.of(this);
    }

    /**
     * As one page for people, without anything from elsewhere.
     *
     * @return HTML
     */
    public String html() {
        return HtmlReport.of(this);
    }
}
