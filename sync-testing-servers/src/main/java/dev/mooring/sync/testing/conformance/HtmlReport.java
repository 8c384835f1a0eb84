package dev.mooring.sync.testing.conformance;

import java.util.Locale;

/** A report as one page, light or dark as the reader's system is, with the proofs folded. */
final class HtmlReport {
    private static final String HEAD = """
        <!doctype html>
        <html lang="en">
        <head>
        <meta charset="utf-8">
        <meta name="viewport" content="width=device-width, initial-scale=1">
        <title>%s</title>
        <style>
        :root { color-scheme: light dark; --ink: #1c2733; --soft: #5b6b7a; --line: #d8dfe6; --page: #fff; --code: #f4f6f8;
          --kept: #1a7f4b; --broken: #c02b2b; --unclear: #9a6700; }
        @media (prefers-color-scheme: dark) { :root { --ink: #e6edf3; --soft: #9aa7b4; --line: #30363d; --page: #12171d;
          --code: #1b222a; --kept: #4cc38a; --broken: #ff7b72; --unclear: #e3b341; } }
        body { font: 16px/1.5 system-ui, sans-serif; color: var(--ink); background: var(--page); margin: 0 auto;
          max-width: 60rem; padding: 1.5rem 1rem 4rem; }
        h1 { font-size: 1.5rem; margin: 0; } h1 small { color: var(--soft); font-size: 1rem; font-weight: normal; }
        .sum { color: var(--soft); margin: .25rem 0 1.5rem; }
        section { border-top: 1px solid var(--line); padding: .75rem 0; }
        .top { display: flex; gap: .75rem; align-items: baseline; flex-wrap: wrap; }
        .id { font-family: ui-monospace, monospace; font-weight: 600; }
        .kept { color: var(--kept); } .broken { color: var(--broken); font-weight: 700; } .unclear { color: var(--unclear); }
        .not_offered { color: var(--soft); }
        p { margin: .25rem 0; } .soft { color: var(--soft); font-size: .9rem; }
        pre { background: var(--code); padding: .75rem; border-radius: 6px; overflow-x: auto; white-space: pre-wrap;
          overflow-wrap: anywhere; font-size: .85rem; }
        summary { cursor: pointer; }
        </style>
        </head>
        <body>
        """;

    private HtmlReport() {}

    static String of(Report report) {
        String title = Escaped.of(report.dialect() + " at " + report.url());
        StringBuilder html = new StringBuilder(String.format(Locale.ROOT, HEAD, title));
        html.append("<h1>").append(Escaped.of(report.dialect()));
        html.append(" <small>").append(Escaped.of(report.url())).append("</small></h1>\n<p class=\"sum\">");
        html.append(Escaped.of(TextReport.summary(report))).append("</p>\n");
        report.findings().forEach(finding -> section(html, finding));
        return html.append("</body>\n</html>\n").toString();
    }

    private static void section(StringBuilder html, Finding finding) {
        Verdict verdict = finding.verdict();
        html.append("<section><div class=\"top\"><span class=\"id\">")
                .append(Escaped.of(finding.promise().id()));
        html.append("</span><span class=\"")
                .append(verdict.name().toLowerCase(Locale.ROOT))
                .append("\">");
        html.append(verdict.words())
                .append("</span></div>\n<p>")
                .append(Escaped.of(finding.promise().says()));
        html.append("</p>\n");
        if (!finding.words().isEmpty()) {
            html.append("<p>").append(Escaped.of(finding.words())).append("</p>\n");
        }
        html.append("<p class=\"soft\">")
                .append(Escaped.of(finding.promise().source()))
                .append(". If it is broken: ");
        html.append(Escaped.of(finding.promise().client())).append("</p>\n");
        if (!finding.proof().isEmpty()) {
            html.append("<details><summary>Proof</summary><pre>");
            for (Exchange each : finding.proof()) {
                each.lines().forEach(line -> html.append(Escaped.of(line)).append('\n'));
            }
            html.append("</pre></details>\n");
        }
        html.append("</section>\n");
    }
}
