package dev.mooring.sync.testing.conformance;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.w3c.dom.Element;

class ReportTest {
    private static final Promise ONE = new Promise("one", "One & <all>.", "1", "Nothing.");
    private static final Promise TWO = new Promise("two", "Two.", "2", "Nothing.");
    private static final Exchange NASTY = new Exchange("GET x", "a\u0000]]><b>\"", 200, "\ud83d\ude00\uffff");

    private static Report report(Verdict one, Verdict two) {
        return new Report("event-log", "http://127.0.0.1:1/", List.of(finding(ONE, one), finding(TWO, two)), 7, 2);
    }

    private static Finding finding(Promise promise, Verdict verdict) {
        boolean kept = verdict == Verdict.KEPT;
        return new Finding(promise, verdict, kept ? "" : "seen <that>", kept ? List.of() : List.of(NASTY));
    }

    @Test
    void theExitCodeTellsTheWorst() {
        assertEquals(0, report(Verdict.KEPT, Verdict.NOT_OFFERED).exitCode());
        assertEquals(2, report(Verdict.KEPT, Verdict.UNCLEAR).exitCode());
        assertEquals(1, report(Verdict.BROKEN, Verdict.UNCLEAR).exitCode());
    }

    @Test
    void junitXmlIsReadByAnyParser() throws Exception {
        byte[] xml = report(Verdict.BROKEN, Verdict.NOT_OFFERED).junit().getBytes(StandardCharsets.UTF_8);
        Element suite = DocumentBuilderFactory.newInstance()
                .newDocumentBuilder()
                .parse(new ByteArrayInputStream(xml))
                .getDocumentElement();
        assertEquals("2", suite.getAttribute("tests"));
        assertEquals("1", suite.getAttribute("failures"));
        assertEquals("1", suite.getAttribute("skipped"));
        assertEquals(1, suite.getElementsByTagName("failure").getLength());
    }

    @Test
    void thePageHoldsNoForeignMarkup() {
        String html = report(Verdict.BROKEN, Verdict.KEPT).html();
        assertTrue(html.contains("One &amp; &lt;all&gt;."));
        assertFalse(html.contains("<b>"));
    }

    @Test
    void theTextShowsTheProof() {
        String text = report(Verdict.BROKEN, Verdict.KEPT).text();
        assertTrue(text.contains("one  BROKEN"), text);
        assertTrue(text.contains("> GET x"), text);
        assertTrue(text.contains("kept 1, broken 1, not offered 0, unclear 0; 7 requests, 2 users"), text);
    }

    @Test
    void twoRunsAreCompared() {
        String good = report(Verdict.KEPT, Verdict.BROKEN).json();
        String bad = report(Verdict.BROKEN, Verdict.KEPT).json();
        ReportDifference difference = ReportDifference.between(good, bad);
        assertEquals(Map.of("one", "kept before, BROKEN now", "two", "BROKEN before, kept now"), difference.changes());
        assertTrue(difference.isWorse());
        assertTrue(ReportDifference.between(good, good).changes().isEmpty());
        assertThrows(IllegalArgumentException.class, () -> ReportDifference.between(good, "{}"));
    }
}
