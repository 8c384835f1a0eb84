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
          max-width: 60rem; padding: 1.5rem 1rem 4rem; overflow-wrap: anywhere; }
        h1 { font-size: 1.5rem; margin: 0; } h1 small { color: var(--soft); font-size: 1rem; font-weight: normal; }
        .sum { color: var(--soft); margin: .25rem 0 1rem; }
        nav { line-height: 2; } nav + section { margin-top: 1rem; } nav a.broken { font-weight: normal; } nav a { font-family: ui-monospace, monospace; font-size: .9rem;
          margin-right: .75rem; white-space: nowrap; }
        section { border-top: 1px solid var(--line); padding: .75rem 0; scroll-margin-top: 1rem; }
        .top { display: flex; gap: .75rem; align-items: baseline; flex-wrap: wrap; }
        .id { font-family: ui-monospace, monospace; font-weight: 600; }
        .kept { color: var(--kept); } .broken { color: var(--broken); font-weight: 700; } .unclear { color: var(--unclear); }
        .not_offered { color: var(--soft); }
        p { margin: .25rem 0; } .soft { color: var(--soft); font-size: .9rem; }
        .seen { border-left: 3px solid; padding-left: .6rem; margin: .5rem 0; overflow-wrap: anywhere; }
        .seen.broken, .seen.unclear, .seen.not_offered { font-weight: normal; }
        .proof { background: var(--code); padding: .75rem; border-radius: 6px; white-space: pre-wrap; overflow-wrap: anywhere;
          font: .85rem/1.45 ui-monospace, monospace; margin-top: .5rem; }
        .proof div { padding-left: 2ch; text-indent: -2ch; } .in { color: var(--soft); margin-bottom: .5rem; }
        .in:last-child { margin: 0; } summary { cursor: pointer; color: var(--soft); }
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
        index(html, report, Verdict.BROKEN);
        index(html, report, Verdict.UNCLEAR);
        report.findings().forEach(finding -> section(html, finding));
        return html.append("</body>\n</html>\n").toString();
    }

    /** The way to those findings that somebody has to look at. */
    private static void index(StringBuilder html, Report report, Verdict verdict) {
        if (report.count(verdict) == 0) {
            return;
        }
        html.append("<nav aria-label=\"").append(verdict.words()).append("\"><span class=\"soft\">");
        html.append(verdict.words()).append(": </span>");
        for (Finding finding : report.findings()) {
            if (finding.verdict() == verdict) {
                String id = Escaped.of(finding.promise().id());
                html.append("<a class=\"")
                        .append(verdict.id())
                        .append("\" href=\"#")
                        .append(id)
                        .append("\">");
                html.append(id).append("</a> ");
            }
        }
        html.append("</nav>\n");
    }

    private static void section(StringBuilder html, Finding finding) {
        Verdict verdict = finding.verdict();
        String id = Escaped.of(finding.promise().id());
        html.append("<section id=\"")
                .append(id)
                .append("\"><div class=\"top\"><span class=\"id\">")
                .append(id);
        html.append("</span><span class=\"").append(verdict.id()).append("\">");
        html.append(verdict.words())
                .append("</span></div>\n<p>")
                .append(Escaped.of(finding.promise().says()));
        html.append("</p>\n");
        if (!finding.words().isEmpty()) {
            html.append("<p class=\"seen ").append(verdict.id()).append("\">");
            html.append(Escaped.of(finding.words())).append("</p>\n");
        }
        html.append("<p class=\"soft\">")
                .append(Escaped.of(finding.promise().source()))
                .append(verdict == Verdict.BROKEN ? ". What the client does: " : ". If it is broken: ");
        html.append(Escaped.of(finding.promise().client())).append("</p>\n");
        if (!finding.proof().isEmpty()) {
            html.append("<details><summary>Proof</summary><div class=\"proof\">");
            for (Exchange each : finding.proof()) {
                each.lines().forEach(line -> line(html, line));
            }
            html.append("</div></details>\n");
        }
        html.append("</section>\n");
    }

    private static void line(StringBuilder html, String line) {
        html.append("<div class=\"").append(line.startsWith("<") ? "in" : "out").append("\">");
        html.append(Escaped.of(line)).append("</div>");
    }
}
