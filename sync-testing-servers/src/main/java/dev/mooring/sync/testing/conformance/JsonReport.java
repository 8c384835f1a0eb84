package dev.mooring.sync.testing.conformance;

import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** A report as JSON, and back. */
final class JsonReport {
    private JsonReport() {}

    static String of(Report report) {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("dialect", report.dialect());
        json.put("url", report.url());
        json.put("requests", report.requests());
        json.put("users", report.users());
        json.put("exit", report.exitCode());
        List<Object> findings = new ArrayList<>();
        for (Finding finding : report.findings()) {
            Map<String, Object> each = new LinkedHashMap<>();
            each.put("promise", finding.promise().id());
            each.put("verdict", finding.verdict().id());
            each.put("says", finding.promise().says());
            each.put("source", finding.promise().source());
            each.put("client", finding.promise().client());
            each.put("words", finding.words());
            each.put("proof", finding.proof().stream().map(JsonReport::of).toList());
            findings.add(each);
        }
        json.put("findings", findings);
        return Json.write(json);
    }

    private static Map<String, Object> of(Exchange exchange) {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("request", exchange.request());
        json.put("sent", exchange.sent());
        json.put("status", exchange.status());
        json.put("received", exchange.received());
        return json;
    }

    /** The verdict of each promise of a report that was written so, by the promise's name. */
    static Map<String, Verdict> verdicts(String json) {
        Map<String, Verdict> verdicts = new LinkedHashMap<>();
        try {
            Object findings = Json.read(json) instanceof Map<?, ?> map ? map.get("findings") : null;
            for (Object each : findings instanceof List<?> list ? list : List.of()) {
                Map<?, ?> finding = (Map<?, ?>) each;
                String verdict = String.valueOf(finding.get("verdict")).toUpperCase(Locale.ROOT);
                verdicts.put(String.valueOf(finding.get("promise")), Verdict.valueOf(verdict));
            }
        } catch (IOException | ClassCastException | IllegalArgumentException e) {
            throw new IllegalArgumentException("this is no report of a conformance run: " + e.getMessage(), e);
        }
        if (verdicts.isEmpty()) {
            throw new IllegalArgumentException("this is no report of a conformance run: it has no findings");
        }
        return verdicts;
    }
}
