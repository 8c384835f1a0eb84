package dev.mooring.sync.okhttp.eventlog;

import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;

import com.squareup.moshi.JsonReader;
import com.squareup.moshi.JsonWriter;
import dev.mooring.sync.Cursor;
import dev.mooring.sync.ProtocolException;
import dev.mooring.sync.TransportException;
import dev.mooring.sync.okhttp.WireResponse;
import dev.mooring.sync.okhttp.eventlog.EventLogFixtures.Collected;
import dev.mooring.sync.spi.Answer;
import dev.mooring.sync.spi.Ask;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.TreeSet;
import java.util.stream.Stream;
import okhttp3.Headers;
import okio.Buffer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * I13: whatever a server answers, the outcome is typed, and the cursor never goes beyond contiguous whole events. Every
 * answer that was recorded is damaged in every way and decoded as the answer to every ask.
 */
class GarbageTest {
    private static final List<Integer> STATUSES = List.of(200, 409, 500, 502);
    private static final List<Ask> ASKS = List.of(
            new Ask.Check(new Cursor("2")),
            new Ask.Pull(Cursor.START),
            new Ask.Pull(new Cursor("1")),
            EventLogFixtures.push(new Cursor("2"), EventLogFixtures.mutation(1)),
            new Ask.Call(new Cursor("2"), null, dev.mooring.sync.ApiCall.get("http://api/x")));

    private static final List<String> ANSWERS = new ArrayList<>();

    @BeforeAll
    static void readRecordings() throws IOException, URISyntaxException {
        TreeSet<String> answers = new TreeSet<>();
        Path folder = Path.of(Objects.requireNonNull(GarbageTest.class.getResource("/recorded/event-log"))
                .toURI());
        try (Stream<Path> files = Files.list(folder)) {
            for (Path file : files.toList()) {
                Map<?, ?> recording = (Map<?, ?>) parse(Files.readString(file));
                List<?> steps = recording.containsKey("steps") ? (List<?>) recording.get("steps") : List.of(recording);
                for (Object step : steps) {
                    Object body = ((Map<?, ?>) ((Map<?, ?>) step).get("response")).get("body");
                    if (body instanceof String text && !text.isEmpty()) {
                        answers.add(text);
                    }
                }
            }
        }
        answers.add("{\"events_accepted\":true,\"server_events\":[" + EventLogFixtures.event(3)
                + "],\"response\":{\"status\":200,\"headers\":{\"a\":\"b\"},\"body\":\"ok\"}}");
        ANSWERS.addAll(answers);
        assertTrue(ANSWERS.size() > 20, "recordings are missing");
    }

    @Test
    void everyFieldDamagedInEveryWay() throws IOException {
        for (String answer : ANSWERS) {
            Object json = parse(answer);
            List<Object> variants = new ArrayList<>();
            damage(json, variants);
            for (Object variant : variants) {
                decodeAsEverything(print(variant).getBytes(StandardCharsets.UTF_8));
            }
        }
    }

    @Test
    void fieldsThatAreThereTwice() {
        for (String answer : ANSWERS) {
            for (String name :
                    List.of("sequence", "payload", "events_accepted", "server_events", "latest_sequence", "error")) {
                String twice = answer.replace("{\"" + name + "\":", "{\"" + name + "\":1,\"" + name + "\":")
                        .replace(",\"" + name + "\":", ",\"" + name + "\":\"x\",\"" + name + "\":");
                decodeAsEverything(twice.getBytes(StandardCharsets.UTF_8));
            }
        }
    }

    @Test
    void everyAnswerCutShort() {
        for (String answer : ANSWERS) {
            byte[] bytes = answer.getBytes(StandardCharsets.UTF_8);
            for (int length = 0; length < bytes.length; length += bytes.length < 200 ? 1 : 100) {
                decodeAsEverything(java.util.Arrays.copyOf(bytes, length));
            }
        }
    }

    @Test
    void fiveThousandRandomDamages() {
        long seed = 20261121;
        Random random = new Random(seed);
        for (int i = 0; i < 5_000; i++) {
            byte[] bytes = ANSWERS.get(random.nextInt(ANSWERS.size())).getBytes(StandardCharsets.UTF_8);
            for (int n = random.nextInt(4); n >= 0; n--) {
                bytes[random.nextInt(bytes.length)] = (byte) random.nextInt(256);
            }
            try {
                decodeAsEverything(bytes);
            } catch (AssertionError e) {
                throw new AssertionError("seed " + seed + ", damage " + i, e);
            }
        }
    }

    // ---- damage

    /** Every variant of a value in which one thing below it is damaged. */
    private static void damage(@Nullable Object json, List<Object> variants) {
        if (json instanceof Map<?, ?> map) {
            for (Object key : map.keySet()) {
                Map<Object, Object> without = new LinkedHashMap<>(map);
                without.remove(key);
                variants.add(without);
                for (Object other : replacements(map.get(key))) {
                    Map<Object, Object> with = new LinkedHashMap<>(map);
                    with.put(key, other);
                    variants.add(with);
                }
            }
        } else if (json instanceof List<?> list) {
            for (int i = 0; i < Math.min(list.size(), 6); i++) {
                List<Object> twice = new ArrayList<>(list);
                twice.add(i, list.get(i));
                variants.add(twice);
                List<Object> swapped = new ArrayList<>(list);
                java.util.Collections.swap(swapped, i, list.size() - 1);
                variants.add(swapped);
                List<Object> without = new ArrayList<>(list);
                without.remove(i);
                variants.add(without);
                for (Object other : replacements(list.get(i))) {
                    List<Object> with = new ArrayList<>(list);
                    with.set(i, other);
                    variants.add(with);
                }
            }
        }
    }

    private static List<@Nullable Object> replacements(@Nullable Object value) {
        List<@Nullable Object> others = new ArrayList<>();
        others.add(null);
        others.addAll(List.of(true, "x", "", -1.0, 0.0, 1.5, 1e19, 1e300, 9007199254740993.0, List.of(), Map.of()));
        others.add(List.of(List.of(List.of(1.0))));
        List<Object> deeper = new ArrayList<>();
        damage(value, deeper);
        others.addAll(deeper);
        return others;
    }

    // ---- decoding

    private static void decodeAsEverything(byte[] body) {
        for (Ask ask : ASKS) {
            boolean read = ask instanceof Ask.Check || ask instanceof Ask.Pull;
            for (int status : read ? List.of(200) : STATUSES) {
                WireResponse response = new WireResponse(status, Headers.EMPTY, new Buffer().write(body), null);
                decode(ask, response, body);
            }
        }
    }

    private static void decode(Ask ask, WireResponse response, byte[] body) {
        Collected sink = new Collected();
        try {
            Answer answer = EventLogFixtures.dialect().decode(ask, response, sink);
            if (answer instanceof Answer.Settled settled && ask instanceof Ask.Pull && sink.cursor != null) {
                assertTrue(sink.cursor.equals(settled.page().cursor()), "the page is not where the last slice ended");
            }
        } catch (TransportException | ProtocolException e) {
            assertTrue(e.getMessage() != null && !e.getMessage().isEmpty());
        } catch (IOException | RuntimeException e) {
            fail("untyped: " + e + " for " + ask + " of " + new String(body, StandardCharsets.UTF_8), e);
        }
        if (!sink.changes.isEmpty()) {
            long from = LogCursor.of(ask.cursor()).sequence();
            assertTrue(response.status() == 200 && ask instanceof Ask.Pull, "a refusal was delivered");
            assertTrue(sink.changes.get(0).position() == from + 1, "the first change does not follow the cursor");
            assertTrue(sink.position == from + sink.changes.size(), "the changes are not contiguous");
        }
    }

    private static @Nullable Object parse(String text) throws IOException {
        return JsonReader.of(new Buffer().writeUtf8(text)).readJsonValue();
    }

    private static String print(@Nullable Object json) throws IOException {
        Buffer buffer = new Buffer();
        JsonWriter writer = JsonWriter.of(buffer);
        writer.setSerializeNulls(true);
        write(writer, json);
        return buffer.readUtf8();
    }

    private static void write(JsonWriter writer, @Nullable Object json) throws IOException {
        if (json instanceof Map<?, ?> map) {
            writer.beginObject();
            for (Map.Entry<?, ?> entry : map.entrySet()) {
                writer.name((String) entry.getKey());
                write(writer, entry.getValue());
            }
            writer.endObject();
        } else if (json instanceof List<?> list) {
            writer.beginArray();
            for (Object element : list) {
                write(writer, element);
            }
            writer.endArray();
        } else if (json instanceof Double number && number == Math.rint(number) && Math.abs(number) < 1e15) {
            writer.value(number.longValue());
        } else {
            writer.jsonValue(json);
        }
    }
}
