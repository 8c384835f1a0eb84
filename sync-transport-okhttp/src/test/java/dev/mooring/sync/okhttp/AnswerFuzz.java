package dev.mooring.sync.okhttp;

import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;

import com.squareup.moshi.JsonReader;
import com.squareup.moshi.JsonWriter;
import dev.mooring.sync.SyncException;
import dev.mooring.sync.spi.Answer;
import dev.mooring.sync.spi.Ask;
import dev.mooring.sync.spi.ChangeSink;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.TreeSet;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.function.Consumer;
import java.util.stream.Stream;
import okio.Buffer;
import org.jspecify.annotations.Nullable;

/**
 * Damages a family's recorded answers in every way and hands each to a test, which decodes it as the answer to every ask
 * and checks that nothing beyond what is good came of it (I13).
 *
 * <p>For any dialect: {@link #of} reads {@code /recorded/<family>}; the four methods below it are four tests; {@link #decode}
 * checks what holds for every dialect.
 */
public final class AnswerFuzz {
    private final List<String> answers;

    private AnswerFuzz(Collection<String> answers) {
        this.answers = new ArrayList<>(answers);
    }

    /**
     * The different bodies that were recorded.
     *
     * @param family the folder below {@code /recorded}
     * @param more bodies that were not recorded
     */
    public static AnswerFuzz of(String family, String... more) {
        TreeSet<String> answers = new TreeSet<>(Arrays.asList(more));
        try {
            Path folder = Path.of(Objects.requireNonNull(AnswerFuzz.class.getResource("/recorded/" + family))
                    .toURI());
            try (Stream<Path> files = Files.list(folder)) {
                for (Path file : files.toList()) {
                    for (Recording.Exchange exchange : Recording.read(file).exchanges()) {
                        String body = exchange.answer();
                        if (body != null && !body.isEmpty()) {
                            answers.add(body);
                        }
                    }
                }
            }
        } catch (IOException | URISyntaxException e) {
            throw new AssertionError("the recordings of " + family + " cannot be read", e);
        }
        assertTrue(answers.size() > 10, "recordings of " + family + " are missing");
        return new AnswerFuzz(answers);
    }

    // ---- four tests

    /** Every field missing, null, of another type, huge, negative; every element of a list missing, moved, twice there. */
    public void damageEveryField(Consumer<byte[]> decode) {
        inAThread(() -> {
            for (String answer : answers) {
                List<@Nullable Object> variants = new ArrayList<>();
                damage(parse(answer), variants);
                variants.forEach(variant -> decode.accept(print(variant)));
            }
        });
    }

    /** Fields of these names that are there twice, with another value. */
    public void doubleFields(Collection<String> names, Consumer<byte[]> decode) {
        inAThread(() -> {
            for (String answer : answers) {
                for (String name : names) {
                    for (String other : List.of("1", "\"x\"", "null", "[]")) {
                        String twice =
                                answer.replace("\"" + name + "\":", "\"" + name + "\":" + other + ",\"" + name + "\":");
                        decode.accept(twice.getBytes(StandardCharsets.UTF_8));
                    }
                }
            }
        });
    }

    /** Every answer cut at every 100th byte, short ones at every byte. */
    public void cutShort(Consumer<byte[]> decode) {
        inAThread(() -> {
            for (String answer : answers) {
                byte[] bytes = answer.getBytes(StandardCharsets.UTF_8);
                for (int length = 0; length < bytes.length; length += bytes.length < 200 ? 1 : 100) {
                    decode.accept(Arrays.copyOf(bytes, length));
                }
            }
        });
    }

    /** Some bytes of some answer are others, again and again. */
    public void damageAtRandom(long seed, int times, Consumer<byte[]> decode) {
        inAThread(() -> {
            Random random = new Random(seed);
            for (int i = 0; i < times; i++) {
                byte[] bytes = answers.get(random.nextInt(answers.size())).getBytes(StandardCharsets.UTF_8);
                for (int n = random.nextInt(4); n >= 0; n--) {
                    bytes[random.nextInt(bytes.length)] = (byte) random.nextInt(256);
                }
                try {
                    decode.accept(bytes);
                } catch (AssertionError e) {
                    throw new AssertionError("seed " + seed + ", damage " + i, e);
                }
            }
        });
    }

    /** Tens of thousands of exceptions come of it, and each would write down the whole stack below a test. */
    private static void inAThread(Runnable damage) {
        FutureTask<Void> task = new FutureTask<>(damage, null);
        new Thread(task, "fuzz").start();
        try {
            task.get();
        } catch (ExecutionException e) {
            throw e.getCause() instanceof AssertionError failed ? failed : new AssertionError(e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError("interrupted", e);
        }
    }

    /** The same text with one thing of it damaged, in every way. */
    static List<String> variants(String text) {
        List<@Nullable Object> variants = new ArrayList<>();
        damage(parse(text), variants);
        List<String> texts = new ArrayList<>();
        variants.forEach(variant -> texts.add(new String(print(variant), StandardCharsets.UTF_8)));
        return texts;
    }

    // ---- what holds for every dialect

    /**
     * Decodes, and fails if anything but a {@link SyncException} comes out.
     *
     * @return the answer, or null if it was refused or garbage
     */
    public static @Nullable Answer decode(Dialect dialect, Ask ask, WireResponse response, ChangeSink sink) {
        Buffer copy = response.body().getBuffer().clone();
        try {
            return dialect.decode(ask, response, sink);
        } catch (SyncException e) {
            assertTrue(e.getMessage() != null && !e.getMessage().isEmpty(), "an exception without words");
            return null;
        } catch (IOException | RuntimeException e) {
            return fail("untyped: " + e + " for " + ask + " of " + response.status() + " " + copy.readUtf8(), e);
        }
    }

    // ---- damage

    /** Every variant of a value in which one thing below it is damaged. */
    private static void damage(@Nullable Object json, List<@Nullable Object> variants) {
        if (json instanceof Map<?, ?> map) {
            for (Object key : map.keySet()) {
                Map<Object, @Nullable Object> without = new LinkedHashMap<>(map);
                without.remove(key);
                variants.add(without);
                for (Object other : replacements(map.get(key))) {
                    Map<Object, @Nullable Object> with = new LinkedHashMap<>(map);
                    with.put(key, other);
                    variants.add(with);
                }
            }
        } else if (json instanceof List<?> list) {
            for (int i = 0; i < Math.min(list.size(), 6); i++) {
                damageElement(list, i, variants);
            }
        }
    }

    private static void damageElement(List<?> list, int i, List<@Nullable Object> variants) {
        List<@Nullable Object> twice = new ArrayList<>(list);
        twice.add(i, list.get(i));
        variants.add(twice);
        List<@Nullable Object> swapped = new ArrayList<>(list);
        Collections.swap(swapped, i, list.size() - 1);
        variants.add(swapped);
        List<@Nullable Object> without = new ArrayList<>(list);
        without.remove(i);
        variants.add(without);
        for (Object other : replacements(list.get(i))) {
            List<@Nullable Object> with = new ArrayList<>(list);
            with.set(i, other);
            variants.add(with);
        }
    }

    private static List<@Nullable Object> replacements(@Nullable Object value) {
        List<@Nullable Object> others = new ArrayList<>();
        others.add(null);
        others.addAll(List.of(true, "x", "", -1.0, 0.0, 1.5, 1e19, 1e300, 9007199254740993.0, List.of(), Map.of()));
        others.add(List.of(List.of(List.of(1.0))));
        damage(value, others);
        return others;
    }

    // ---- JSON

    private static @Nullable Object parse(String text) {
        try {
            return JsonReader.of(new Buffer().writeUtf8(text)).readJsonValue();
        } catch (IOException e) {
            return text; // No JSON, such as a page of another program: there are no fields to damage.
        }
    }

    private static byte[] print(@Nullable Object json) {
        Buffer buffer = new Buffer();
        JsonWriter writer = JsonWriter.of(buffer);
        writer.setSerializeNulls(true);
        try {
            write(writer, json);
        } catch (IOException e) {
            throw new AssertionError("a buffer in memory does not fail", e);
        }
        return buffer.readByteArray();
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
