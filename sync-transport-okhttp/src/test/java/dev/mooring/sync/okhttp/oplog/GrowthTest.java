package dev.mooring.sync.okhttp.oplog;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.mooring.sync.testing.http.Request;
import dev.mooring.sync.testing.oplog.OpLogServer;
import dev.mooring.sync.testing.oplog.StoredOp;
import java.nio.charset.StandardCharsets;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** The size that is foretold is the one that the server makes of it. */
class GrowthTest {
    private final OpLogServer server = OpLogServer.builder().build();
    private int clock;

    private long givenBack(String payload) {
        server.reset("dev-user", "k" + clock, "");
        server.append("dev-user", new StoredOp(0, "s", "r", "a", ++clock, payload));
        String answer =
                server.handle(Request.of("GET", "/sync/bootstrap", "", "")).text();
        int from = answer.indexOf("\"payload\": ") + "\"payload\": ".length();
        String value = answer.substring(from, answer.indexOf("\n    }\n  ],", from));
        return value.getBytes(StandardCharsets.UTF_8).length;
    }

    @Test
    void indentingIsForetold() {
        Random random = new Random(11);
        for (int i = 0; i < 3000; i++) {
            StringBuilder json = new StringBuilder();
            value(random, 0, json);
            long there = givenBack(json.toString());
            long foretold = Growth.of(json.toString());
            assertTrue(foretold >= there, () -> foretold + " for " + there + ": " + json);
        }
        assertEquals(
                givenBack("{\"a\":[1,2],\"b\":\"<é漢😀\u2028\\n\"}"),
                Growth.of("{\"a\":[1,2],\"b\":\"<é漢😀\u2028\\n\"}"));
    }

    private static void value(Random random, int depth, StringBuilder json) {
        json.append(" ".repeat(random.nextInt(3)));
        int kind = random.nextInt(depth < 6 ? 6 : 4);
        if (kind < 4) {
            json.append(new String[] {"-1.50e3", "null", "\" \\\" [{ \\\\\"", "\"<&>é漢😀\u2029\\u003c\""}[kind]);
            return;
        }
        json.append(kind == 4 ? '[' : '{');
        for (int i = random.nextInt(4); i > 0; i--) {
            json.append(kind == 4 ? "" : "\"n" + i + "\" : ");
            value(random, depth + 1, json);
            json.append(i == 1 ? "" : ",");
        }
        json.append(kind == 4 ? ']' : '}').append(" ".repeat(random.nextInt(3)));
    }
}
