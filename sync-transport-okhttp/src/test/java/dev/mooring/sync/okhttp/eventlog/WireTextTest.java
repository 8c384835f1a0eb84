package dev.mooring.sync.okhttp.eventlog;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.squareup.moshi.JsonWriter;
import dev.mooring.sync.Cursor;
import dev.mooring.sync.Mutation;
import dev.mooring.sync.okhttp.json.WireText;
import java.io.IOException;
import java.util.Random;
import java.util.UUID;
import okio.Buffer;
import okio.Utf8;
import org.junit.jupiter.api.Test;

/** Byte for byte what a general JSON writer makes. */
class WireTextTest {
    private static final String ODD =
            "\"\\/\u0000\u0007\b\t\n\u000b\f\r\u001f\u007f\u0080\u07ff\u0800\u2028\u2029\ufeff\uffff";

    @Test
    void everyCharacterIsWrittenAsMoshiWritesIt() throws IOException {
        StringBuilder all = new StringBuilder();
        for (int c = 0; c <= 0xffff; c++) {
            all.append((char) c).append(' ');
        }
        all.append(new String(Character.toChars(0x10000))).append(new String(Character.toChars(0x10ffff)));
        assertEquals(
                moshi(all.toString()),
                new WireText().string(all.toString()).bytes().utf8());
    }

    @Test
    void randomTextsOfEveryLengthAreWrittenAsMoshiWritesThem() throws IOException {
        long seed = 20261121;
        Random random = new Random(seed);
        for (int i = 0; i < 3_000; i++) {
            String text = text(random, i % 10 == 0 ? 9_000 : 60);
            assertEquals(moshi(text), new WireText().string(text).bytes().utf8(), "seed " + seed + ", text " + i);
        }
    }

    @Test
    void anEventInItsEnvelopeIsWrittenAsMoshiWritesItAndMeasuredAsItIsStored() throws IOException {
        long seed = 7;
        Random random = new Random(seed);
        EventForm form = new EventForm("phone \"1\"\u0001", kind -> "user_\"action", null);
        for (int i = 0; i < 500; i++) {
            Mutation mutation = Mutation.of(text(random, 9), text(random, 9), text(random, 9), text(random, 300))
                    .recorded(new UUID(seed, i), EventLogFixtures.AT);
            Event event = form.event(1, mutation);
            Buffer expected = new Buffer();
            JsonWriter json = JsonWriter.of(expected);
            json.beginObject().name("events_since").value(0).name("events").beginArray();
            json.beginObject().name("sequence").value(1).name("timestamp").value(event.timestamp());
            json.name("event_type").value(event.type()).name("schema_version").value(event.schemaVersion());
            json.name("payload").value(event.payload()).endObject().endArray().endObject();
            assertEquals(
                    expected.readUtf8(),
                    EventWriter.sync(form, null, EventLogFixtures.push(Cursor.START, mutation))
                            .utf8(),
                    "seed " + seed + ", event " + i);
            assertEquals(Utf8.size(event.payload()), form.payloadBytes(mutation));
        }
    }

    private static String moshi(String text) throws IOException {
        Buffer buffer = new Buffer();
        JsonWriter.of(buffer).value(text);
        return buffer.readUtf8();
    }

    private static String text(Random random, int longest) {
        StringBuilder text = new StringBuilder();
        for (int n = random.nextInt(longest); n > 0; n--) {
            switch (random.nextInt(6)) {
                case 0 -> text.append(ODD.charAt(random.nextInt(ODD.length())));
                case 1 -> text.appendCodePoint(0x10000 + random.nextInt(0x100000));
                case 2 -> text.append((char) random.nextInt(0xd800));
                default -> text.append((char) (' ' + random.nextInt(95)));
            }
        }
        return text.isEmpty() ? "x" : text.toString();
    }
}
