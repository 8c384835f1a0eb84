package dev.mooring.sync.testing.conformance;

import java.util.Locale;

/** A report for a terminal. */
final class TextReport {
    private TextReport() {}

    static String of(Report report) {
        StringBuilder text = new StringBuilder(report.dialect() + " at " + report.url() + "\n\n");
        int widest = 0;
        for (Finding finding : report.findings()) {
            widest = Math.max(widest, finding.promise().id().length());
        }
        String row = "%-" + widest + "s  %-11s  %s%n";
        for (Finding finding : report.findings()) {
            text.append(String.format(
                    Locale.ROOT,
                    row,
                    finding.promise().id(),
                    finding.verdict().words(),
                    finding.promise().says()));
        }
        return text.append(details(report)).toString();
    }

    static String details(Report report) {
        StringBuilder text = new StringBuilder();
        for (Finding finding : report.findings()) {
            if (finding.verdict() == Verdict.BROKEN || finding.verdict() == Verdict.UNCLEAR) {
                proof(text, finding);
            }
        }
        return text.append('\n').append(summary(report)).append('\n').toString();
    }

    /** One line with all counts. */
    static String summary(Report report) {
        return "kept " + report.count(Verdict.KEPT) + ", broken " + report.count(Verdict.BROKEN) + ", not offered "
                + report.count(Verdict.NOT_OFFERED) + ", unclear " + report.count(Verdict.UNCLEAR) + "; "
                + report.requests() + " requests, " + report.users() + " users";
    }

    private static void proof(StringBuilder text, Finding finding) {
        text.append('\n')
                .append(finding.promise().id())
                .append(": ")
                .append(finding.words())
                .append("\n  promised in: ")
                .append(finding.promise().source())
                .append("\n  what the client does: ")
                .append(finding.promise().client())
                .append('\n');
        for (Exchange exchange : finding.proof()) {
            exchange.lines().forEach(line -> text.append("  ").append(line).append('\n'));
        }
    }
}
