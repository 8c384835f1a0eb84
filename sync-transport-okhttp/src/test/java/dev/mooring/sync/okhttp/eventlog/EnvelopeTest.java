package dev.mooring.sync.okhttp.eventlog;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;

import dev.mooring.sync.Mutation;
import java.util.Random;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class EnvelopeTest {
    private static final UUID ID = new UUID(1, 2);

    @ParameterizedTest
    @ValueSource(
            strings = {
                "null",
                "1.0",
                "12345678901234567890",
                "1e400",
                "\"a\\\"}\"",
                "{\"a\":[{\"b\":\"]}\\\\\"}]}",
                " [1 , 2] ",
                "\n{}\t",
                "{\"mooring\":{\"v\":1},\"data\":2}",
                "\"é漢😀\\u0000\""
            })
    void thePayloadComesBackExactlyAsItWasGiven(String payload) {
        Envelope envelope = Envelope.open(Envelope.wrap(mutation("c", "k", "kind", payload), "phone"));
        assertNotNull(envelope);
        assertEquals(payload, envelope.data());
        assertEquals("phone", envelope.device());
        assertEquals(ID.toString(), envelope.id());
    }

    @Test
    void namesMayHoldAnyText() {
        String odd = "\"\\\u0000\u001f\n\u2028 é😀{}[]:,";
        Envelope envelope = Envelope.open(Envelope.wrap(mutation(odd, odd, odd, "1"), odd));
        assertEquals(new Envelope(ID.toString(), odd, odd, odd, odd, "1"), envelope);
    }

    @Test
    void anotherProgramMayWriteItWithOtherSpaceAndOrder() {
        String text =
                " { \"data\" :[1, 2], \"mooring\" : {\"kind\":\"\\u006bind\", \"key\":\"k\\/\", \"x\":{\"y\":[]},\"collection\":\"c\","
                        + " \"id\":\"i\",\"v\": 1 } } ";
        assertEquals(new Envelope("i", "", "c", "k/", "kind", "[1, 2]"), Envelope.open(text));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "{}",
                "client3",
                "[object Object]",
                "{\"action\":\"add\"}",
                "{\"mooring\":{\"v\":2,\"id\":\"i\",\"device\":\"d\",\"collection\":\"c\",\"key\":\"k\",\"kind\":\"x\"},\"data\":1}",
                "{\"mooring\":{\"v\":1,\"id\":\"i\",\"device\":\"d\",\"collection\":\"\",\"key\":\"k\",\"kind\":\"x\"},\"data\":1}",
                "{\"mooring\":{\"v\":1,\"id\":\"i\",\"device\":\"d\",\"collection\":\"c\",\"key\":\"k\",\"kind\":\"x\"},\"data\":}",
                "{\"mooring\":{\"v\":1,\"id\":\"i\",\"device\":\"d\",\"collection\":\"c\",\"key\":\"k\",\"kind\":\"x\"},\"data\":[}",
                "{\"mooring\":{\"v\":1,\"id\":\"i\",\"device\":\"d\",\"collection\":\"c\",\"key\":\"k\",\"kind\":\"x\"},\"data\":1,\"data\":2}",
                "{\"mooring\":{\"v\":1,\"id\":\"i\",\"device\":\"d\",\"collection\":\"c\",\"key\":\"k\",\"kind\":\"x\"},\"data\":1}}",
                "{\"mooring\":{\"v\":1,\"id\":\"i\",\"device\":\"d\",\"collection\":\"c\",\"key\":\"k\"},\"data\":1}",
                "{\"mooring\":{\"v\":1,\"id\":7,\"device\":\"d\",\"collection\":\"c\",\"key\":\"k\",\"kind\":\"x\"},\"data\":1}"
            })
    void whatIsNoEnvelopeIsAnotherWriters(String text) {
        assertNull(Envelope.open(text));
    }

    @Test
    void noTextMakesTheScannerFail() {
        String good = Envelope.wrap(mutation("c", "k", "kind", "{\"a\":\"b\\n\"}"), "phone");
        for (int length = 0; length < good.length(); length++) {
            assertNull(Envelope.open(good.substring(0, length)));
        }
        Random random = new Random(5);
        for (int i = 0; i < 20_000; i++) {
            StringBuilder text = new StringBuilder(good);
            for (int n = 0; n < 3; n++) {
                text.setCharAt(random.nextInt(text.length()), "{}[]\":,\\u1 a".charAt(random.nextInt(12)));
            }
            Envelope.open(text.toString());
        }
    }

    private static Mutation mutation(String collection, String key, String kind, String payload) {
        return Mutation.of(collection, key, kind, payload).recorded(ID, EventLogFixtures.AT);
    }
}
