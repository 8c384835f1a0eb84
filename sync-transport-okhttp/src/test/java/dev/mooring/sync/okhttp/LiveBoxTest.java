package dev.mooring.sync.okhttp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;

import dev.mooring.sync.okhttp.LiveBox.Item;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** What an exchange over a channel waits for. */
class LiveBoxTest {
    private static final long LONG = Duration.ofMinutes(1).toNanos();

    /** How long a server may be silent depends on what it was told while the exchange waited. */
    @Test
    void patienceIsAskedForAnewWhenTheServerShowsThatItLives() {
        LiveBox box = new LiveBox();
        box.take(LiveBox.Taking.ALL);
        Item ready = new Item.Ready();
        AtomicInteger asked = new AtomicInteger();
        Item came = box.next(
                () -> {
                    if (asked.incrementAndGet() == 1) {
                        CompletableFuture<Void> unused = CompletableFuture.runAsync(() -> {
                            while (asked.get() == 1) {
                                box.touch();
                            }
                        });
                    } else {
                        box.put(ready);
                    }
                    return LONG;
                },
                System.nanoTime() + 2 * LONG);
        assertSame(ready, came);
        assertEquals(2, asked.get());
    }

    @Test
    void silenceEndsAnExchange() {
        LiveBox box = new LiveBox();
        assertEquals(new Item.Nothing(false), box.next(() -> 0, System.nanoTime() + LONG));
    }
}
