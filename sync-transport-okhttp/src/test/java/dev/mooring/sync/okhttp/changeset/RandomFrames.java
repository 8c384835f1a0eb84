package dev.mooring.sync.okhttp.changeset;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.Supplier;
import okio.ByteString;
import org.jspecify.annotations.Nullable;

/** Frames by chance: each kind, each value, small numbers and those at the edges. */
final class RandomFrames {
    private static final long[] EDGES = {0, 1, 63, 64, 127, 128, 255, 256, 16_383, 16_384, 1L << 31, 1L << 53};
    private static final String[] TEXTS = {"", "a", "title", "\0", "ä€\ud83d\ude00", "\ufffd", "\ufeffx", "-1"};

    private final Random random;

    RandomFrames(Random random) {
        this.random = random;
    }

    Frame frame() {
        return switch (random.nextInt(9)) {
            case 0 -> new Frame.Announce(site(), many(this::lastSeen), text(), random.nextLong());
            case 1 -> new Frame.Reject(site(), natural(), natural());
            case 2 -> new Frame.Start(natural(), natural(), many(this::site), random.nextBoolean());
            case 3 -> random.nextBoolean() ? new Frame.Ping() : new Frame.Pong();
            case 4, 5 -> status();
            default -> new Frame.Changes(site(), natural(), natural(), many(this::cell));
        };
    }

    private Frame status() {
        return new Frame.Status(
                random.nextBoolean(),
                maybe(this::site),
                maybe(this::text),
                maybe(random::nextLong),
                maybe(this::text),
                maybe(this::text),
                maybe(this::natural),
                maybe(this::text),
                maybe(this::text));
    }

    private Frame.LastSeen lastSeen() {
        return new Frame.LastSeen(site(), natural(), natural());
    }

    Cell cell() {
        return new Cell(
                text(),
                PackedKey.write(key()),
                text(),
                value(),
                natural(),
                natural(),
                maybe(this::site),
                1 + natural() / 2,
                natural());
    }

    List<Value> key() {
        List<Value> key = new ArrayList<>();
        do {
            Value value = value();
            key.add(value instanceof Value.Bool bool ? new Value.Whole(bool.isTrue() ? 1 : 0) : value);
        } while (random.nextInt(3) == 0);
        return key;
    }

    Value value() {
        return switch (random.nextInt(7)) {
            case 0 -> Value.NULL;
            case 1 ->
                new Value.Real(random.nextBoolean() ? random.nextInt(9) : Double.longBitsToDouble(random.nextLong()));
            case 2 -> new Value.Text(text());
            case 3 -> new Value.Bool(random.nextBoolean());
            case 4 -> new Value.Blob(blob());
            default -> new Value.Whole(random.nextBoolean() ? natural() : -natural() - 1);
        };
    }

    private ByteString blob() {
        byte[] bytes = new byte[random.nextInt(random.nextInt(8) == 0 ? 40_000 : 20)];
        random.nextBytes(bytes);
        return ByteString.of(bytes);
    }

    private ByteString site() {
        byte[] bytes = new byte[Frame.SITE];
        random.nextBytes(bytes);
        return ByteString.of(bytes);
    }

    private String text() {
        String text = TEXTS[random.nextInt(TEXTS.length)];
        return random.nextInt(20) == 0 ? text.repeat(random.nextInt(20_000)) : text;
    }

    private long natural() {
        return switch (random.nextInt(4)) {
            case 0 -> EDGES[random.nextInt(EDGES.length)];
            case 1 -> random.nextLong() >>> (1 + random.nextInt(62));
            case 2 -> Long.MAX_VALUE - random.nextInt(2);
            default -> random.nextInt(100);
        };
    }

    private <T> List<T> many(Supplier<T> one) {
        List<T> many = new ArrayList<>();
        while (random.nextInt(3) > 0) {
            many.add(one.get());
        }
        return many;
    }

    private <T> @Nullable T maybe(Supplier<T> one) {
        return random.nextBoolean() ? one.get() : null;
    }
}
