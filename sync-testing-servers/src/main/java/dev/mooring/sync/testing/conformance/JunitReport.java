package dev.mooring.sync.testing.conformance;

/** A report as JUnit XML: broken is a failure, unclear an error, not offered is skipped. */
final class JunitReport {
    private JunitReport() {}

    static String of(Report report) {
        StringBuilder xml = new StringBuilder("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n");
        xml.append("<testsuite name=\"").append(Escaped.of(report.dialect() + " at " + report.url()));
        xml.append("\" tests=\"").append(report.findings().size());
        xml.append("\" failures=\"").append(report.count(Verdict.BROKEN));
        xml.append("\" errors=\"").append(report.count(Verdict.UNCLEAR));
        xml.append("\" skipped=\"").append(report.count(Verdict.NOT_OFFERED)).append("\">\n");
        for (Finding finding : report.findings()) {
            xml.append("  <testcase classname=\"mooring.").append(Escaped.of(report.dialect()));
            xml.append("\" name=\"").append(Escaped.of(finding.promise().id())).append('"');
            String inside = inside(finding);
            xml.append(inside.isEmpty() ? "/>\n" : ">\n    " + inside + "\n  </testcase>\n");
        }
        return xml.append("</testsuite>\n").toString();
    }

    private static String inside(Finding finding) {
        String message = " message=\"" + Escaped.of(finding.words()) + "\"";
        switch (finding.verdict()) {
            case BROKEN:
                return "<failure" + message + ">" + proof(finding) + "</failure>";
            case UNCLEAR:
                return "<error" + message + ">" + proof(finding) + "</error>";
            case NOT_OFFERED:
                return "<skipped" + message + "/>";
            default:
                return "";
        }
    }

    private static String proof(Finding finding) {
        StringBuilder proof = new StringBuilder();
        for (Exchange each : finding.proof()) {
            each.lines().forEach(line -> proof.append('\n').append(Escaped.of(line)));
        }
        return proof.toString();
    }
}
