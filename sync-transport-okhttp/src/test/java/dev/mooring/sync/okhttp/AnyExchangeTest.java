package dev.mooring.sync.okhttp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.mooring.sync.okhttp.Recording.Exchange;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.stream.Stream;
import okhttp3.Headers;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * A recording of anybody's client comes out typed, whatever it asked and was answered: the replay builds a request of ours only
 * where the recorded one could be ours.
 */
class AnyExchangeTest {
    private static final long SEED = Long.getLong("mooring.seed", 20261129);
    /** Of each recorded body, and mixes of two exchanges; {@code -Dmooring.mixes=100000} for a long look. */
    private static final int VARIANTS = Integer.getInteger("mooring.mixes", 3000) / 50;

    private static final int MIXES = Integer.getInteger("mooring.mixes", 3000);
    private static final String NOT_OURS = "(not a request of ours)";
    private static final List<String> METHODS =
            List.of("GET", "POST", "PUT", "DELETE", "HEAD", "OPTIONS", "FOO BAR", "");
    private static final List<Integer> STATUSES = List.of(
            0, 100, 200, 201, 204, 206, 301, 304, 400, 401, 402, 403, 404, 405, 408, 409, 410, 412, 413, 418, 422, 425,
            426, 429, 500, 501, 502, 503, 504, 507, 511, 599, 999);
    private static final List<@Nullable String> BODIES = Arrays.asList(
            null,
            "",
            " ",
            "{",
            "{}",
            "[]",
            "null",
            "7",
            "\"x\"",
            "hello",
            "\uFEFF{}",
            "{\"a\":1,\"a\":2}",
            "[".repeat(400),
            "{\"events_since\":9007199254740993,\"events\":[]}",
            "{\"events_since\":1e300,\"events\":[],\"request\":{\"url\":\"x\",\"headers\":{},\"method\":\"FOO BAR\"}}",
            "{\"events_since\":-1,\"events\":[],\"request\":{\"url\":\"\",\"headers\":{\"\":\"\\n"
                    + "\"},\"method\":\"GET\",\"body\":\"\"}}",
            "{\"syncToken\":\"seq_7\",\"since\":9007199254740993}",
            "{\"changes\":[],\"schemaVersion\":1,\"lastSyncAt\":9007199254740993}",
            "{\"clientId\":\"\\u00e9\",\"datasetGenerationKey\":\"\",\"ops\":[{}]}",
            "{\"clientId\":\"c\",\"datasetGenerationKey\":\":\\n\",\"snapshot\":\"\"}");
    private static final List<String> TAILS = List.of(
            "",
            "/",
            "?",
            "?since=",
            "?since=-1",
            "?since=9007199254740993",
            "?since=99999999999999999999",
            "?since=1&since=2",
            "?since=1&clientId=%C3%A9&datasetGenerationKey=%20",
            "?since=1&clientId=&datasetGenerationKey=",
            "?since=x&clientId=c&datasetGenerationKey=a:b",
            "?user_id=%zz",
            "?syncToken=x");

    private static List<Exchange> recorded(String family) throws IOException, URISyntaxException {
        Path folder = Path.of(Objects.requireNonNull(AnyExchangeTest.class.getResource("/recorded/" + family))
                .toURI());
        List<Exchange> exchanges = new ArrayList<>();
        try (Stream<Path> files = Files.list(folder)) {
            for (Path file : files.sorted().toList()) {
                for (Exchange exchange : Recording.read(file).exchanges()) {
                    if (exchange.body() == null || exchange.body().length() < 100_000) {
                        exchanges.add(exchange);
                    }
                }
            }
        }
        return exchanges;
    }

    private static String replay(String family, Exchange exchange) {
        try {
            String outcome = Objects.requireNonNull(RecordingReplayTest.DIALECTS.get(family))
                    .replay(exchange);
            assertFalse(outcome.isEmpty());
            return outcome;
        } catch (IOException | RuntimeException | AssertionError | StackOverflowError e) {
            throw new AssertionError("untyped: " + e + " for " + shown(exchange), e);
        }
    }

    private static String shown(Exchange exchange) {
        String text = exchange.toString();
        return text.length() < 4000 ? text : text.substring(0, 4000) + "…";
    }

    /** How many are ours: less would mean that the replay no longer looks at what we send. */
    @ParameterizedTest
    @CsvSource({"entity-sync, 52", "event-log, 42", "op-log, 45", "row-sync, 26"})
    void whatIsOursIsStillCompared(String family, int ours) throws Exception {
        int count = 0;
        for (Exchange exchange : recorded(family)) {
            count += replay(family, exchange).contains(NOT_OURS) ? 0 : 1;
        }
        assertEquals(ours, count);
    }

    @ParameterizedTest
    @ValueSource(strings = {"entity-sync", "event-log", "op-log", "row-sync"})
    void anyRequestOfAnybodyComesOutTyped(String family) throws Exception {
        Random random = new Random(SEED);
        for (Exchange e : recorded(family)) {
            for (String method : METHODS) {
                replay(family, new Exchange(method, e.path(), e.sent(), e.body(), e.status(), e.headers(), e.answer()));
            }
            String path = e.path().replaceAll("\\?.*", "");
            for (String tail : TAILS) {
                replay(
                        family,
                        new Exchange(e.method(), path + tail, e.sent(), e.body(), e.status(), e.headers(), e.answer()));
            }
            replay(family, new Exchange(e.method(), "", none(), e.body(), e.status(), e.headers(), e.answer()));
            List<@Nullable String> bodies = new ArrayList<>(BODIES);
            if (e.body() != null && e.body().length() < 10_000) {
                List<String> variants = AnswerFuzz.variants(e.body());
                Collections.shuffle(variants, random);
                bodies.addAll(variants.subList(0, Math.min(variants.size(), VARIANTS)));
            }
            for (String body : bodies) {
                replay(family, new Exchange(e.method(), e.path(), e.sent(), body, e.status(), e.headers(), e.answer()));
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"entity-sync", "event-log", "op-log", "row-sync"})
    void anyAnswerToAnyRequestComesOutTyped(String family) throws Exception {
        Random random = new Random(SEED);
        List<Exchange> all = recorded(family);
        for (int i = 0; i < MIXES; i++) {
            Exchange asked = one(random, all);
            Exchange said = one(random, all);
            String body = one(random, all).body();
            Exchange mixed = new Exchange(
                    random.nextInt(3) == 0 ? METHODS.get(random.nextInt(METHODS.size())) : asked.method(),
                    random.nextInt(3) == 0
                            ? one(random, all).path() + TAILS.get(random.nextInt(TAILS.size()))
                            : asked.path(),
                    random.nextInt(5) == 0 ? strange(random) : asked.sent(),
                    random.nextInt(3) == 0
                            ? random.nextBoolean() ? body : BODIES.get(random.nextInt(BODIES.size()))
                            : asked.body(),
                    random.nextInt(3) == 0 ? STATUSES.get(random.nextInt(STATUSES.size())) : said.status(),
                    random.nextInt(5) == 0 ? none() : said.headers(),
                    random.nextInt(5) == 0 ? BODIES.get(random.nextInt(BODIES.size())) : said.answer());
            try {
                replay(family, mixed);
            } catch (AssertionError e) {
                throw new AssertionError("seed " + SEED + ", exchange " + i, e);
            }
        }
        assertTrue(all.size() > 30, "recordings of " + family + " are missing");
    }

    private static Exchange one(Random random, List<Exchange> all) {
        return all.get(random.nextInt(all.size()));
    }

    private static Headers none() {
        return new Headers.Builder().build();
    }

    private static Headers strange(Random random) {
        List<String> values = Collections.unmodifiableList(Arrays.asList("", " ", "zoë", "u 1", "x".repeat(3000)));
        return new Headers.Builder()
                .addUnsafeNonAscii("X-User-Id", values.get(random.nextInt(values.size())))
                .addUnsafeNonAscii("Content-Type", values.get(random.nextInt(values.size())))
                .build();
    }
}
