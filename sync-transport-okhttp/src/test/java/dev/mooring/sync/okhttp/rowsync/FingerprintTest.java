package dev.mooring.sync.okhttp.rowsync;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class FingerprintTest {
    private static final RowTable PLAIN =
            RowTable.builder("t").softDelete("deleted").times("at").build();

    private static String of(String row) {
        return Fingerprint.of(PLAIN, RowText.of(row));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{\"id\":1,\"b\":true} | {\"b\":1,\"id\":\"1\"}",
                "{\"id\":1,\"n\":null} | {\"id\":1}",
                "{\"id\":1,\"n\":1.50} | {\"id\":1.0,\"n\":15e-1}",
                "{\"id\":1,\"t\":\"2026-11-20T23:12:29.890Z\"} | {\"id\":1,\"t\":\"2026-11-20T23:12:29.89Z\"}",
                "{\"id\":1,\"t\":\"2026-11-20 23:12:29.89\"} | {\"id\":1,\"t\":\"2026-11-20T23:12:29.890+00\"}",
                "{\"id\":1,\"t\":\"2026-11-20T23:12:29Z\"} | {\"id\":1,\"t\":\"2026-11-20T23:12:29.000000Z\"}",
                "{\"id\":\"A70EAD77-2DCC-4F12-B543-F24C9B4C0812\"} | {\"id\":\"a70ead77-2dcc-4f12-b543-f24c9b4c0812\"}",
                "{\"id\":1,\"at\":\"2026-11-20T23:12:29.123456Z\"} | {\"id\":1,\"at\":\"2026-11-20T23:12:29.123Z\"}",
                "{\"id\":1,\"lastModifiedAt\":\"x\",\"deleted\":0} | {\"id\":1,\"lastModifiedAt\":\"y\"}"
            })
    void theSameRowInAnotherFormIsTheSame(String one, String other) {
        assertEquals(of(one), of(other));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{\"id\":1,\"a\":\"1.0\"} | {\"id\":1,\"a\":\"1\"}",
                "{\"id\":1,\"a\":\"x\"} | {\"id\":1,\"b\":\"x\"}",
                "{\"id\":1,\"a\":\"\"} | {\"id\":1}",
                "{\"id\":1,\"n\":9007199254740993} | {\"id\":1,\"n\":9007199254740992}",
                "{\"id\":1,\"a\":\"xb1:y\"} | {\"id\":1,\"a\":\"x\",\"b\":\"y\"}"
            })
    void anotherRowIsAnother(String one, String other) {
        assertNotEquals(of(one), of(other));
    }

    @Test
    void columnsThatTheAppDoesNotKnowMakeNoDifference() {
        RowTable known = RowTable.builder("t").columns("a").build();
        assertEquals(
                Fingerprint.of(known, RowText.of("{\"id\":1,\"a\":2}")),
                Fingerprint.of(known, RowText.of("{\"id\":1,\"a\":2,\"added\":\"by the server\"}")));
    }

    @Test
    void anExponentThatNobodyCanWriteOutIsNoNumberToCompute() {
        of("{\"id\":1,\"n\":1e999999999}");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "2026-11-20T23:12:29.89Z",
                "2026-11-20T23:12:29.890000Z",
                "2026-11-20T23:12:29.89+00",
                "2026-11-21T04:12:29.89+05:00",
                "2026-11-20T18:12:29.89-0500",
                "2026-11-20 23:12:29.89"
            })
    void stampsAreReadInAllTheirShapes(String text) {
        assertEquals(Instant.parse("2026-11-20T23:12:29.890Z"), RowStamps.parse(text));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "yesterday", "2026-11-20", "2026-13-20T23:12:29Z", "2026-11-20T23:12:29+99", "infinity"})
    void whatIsNoTimeIsNone(String text) {
        assertNull(RowStamps.parse(text));
    }
}
