package dev.mooring.sync.sqlite.internal.tables;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;

import dev.mooring.sync.Registration;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** When somebody looks for writes of others, and when nobody does. */
@Timeout(60)
class WatchTest {
    private final BlockingQueue<Boolean> hints = new LinkedBlockingQueue<>();
    private final FakeFeed feed = new FakeFeed();
    private final Watch watch = new Watch(() -> feed, List.of("todo"), Duration.ofMillis(1));

    /** Files that a test writes to. */
    private static final class FakeFeed implements Watch.Feed {
        final AtomicLong version = new AtomicLong();
        final AtomicInteger ended = new AtomicInteger();
        final BlockingQueue<Runnable> watched = new LinkedBlockingQueue<>();
        volatile boolean tells = true;
        volatile Runnable beforeWatched = () -> {};
        volatile @Nullable Thread looking;

        /** A commit is seen with this look behind the watching; 0 for none. */
        volatile int lateLook;

        @Override
        public long version() {
            looking = Thread.currentThread();
            if (!watched.isEmpty() && lateLook > 0 && --lateLook == 0) {
                version.incrementAndGet();
            }
            return version.get();
        }

        @Override
        public Watch.Seen look(long after) {
            RowKeys rows = new RowKeys();
            if (after < version.get()) {
                rows.add("todo", "t" + version.get());
            }
            return new Watch.Seen(version.get(), 0, 0, rows);
        }

        @Override
        public @Nullable Registration onNextWrite(Runnable written) {
            beforeWatched.run();
            watched.add(written);
            return tells ? ended::incrementAndGet : null;
        }

        @Override
        public void close() {}
    }

    @AfterEach
    void close() {
        watch.close();
    }

    private void begin() throws InterruptedException {
        watch.hint(() -> hints.add(true));
        watch.opened();
        watch.wantsHints(true);
        hinted();
    }

    private void hinted() throws InterruptedException {
        assertNotNull(hints.poll(30, TimeUnit.SECONDS), "nobody was hinted at a write");
    }

    /** Until its thread waits for a signal alone, and for no time to pass. */
    private Runnable awaitRest() throws InterruptedException {
        Runnable written = feed.watched.poll(30, TimeUnit.SECONDS);
        assertNotNull(written, "it goes on looking");
        Thread thread = feed.looking;
        while (thread != null && thread.getState() != Thread.State.WAITING) {
            Thread.onSpinWait();
        }
        return written;
    }

    @Test
    void afterSomeCalmItRestsUntilTheFilesAreWrittenTo() throws Exception {
        begin();
        Runnable written = awaitRest();
        feed.version.incrementAndGet();
        written.run();
        hinted();
        assertEquals(1, feed.ended.get());
        awaitRest(); // And once more.
    }

    @Test
    void aWriteBeforeTheFilesAreWatchedIsSeen() throws Exception {
        feed.beforeWatched = feed.version::incrementAndGet;
        begin();
        hinted();
    }

    /** Who commits writes to the log first. Only then can others see it, and that is no write to a file. */
    @Test
    void aCommitThatIsSeenAfterItsWriteWasMissedIsHintedAt() throws Exception {
        begin();
        feed.lateLook = 2;
        hinted();
    }

    @Test
    void whereNobodyTellsOfWritesItGoesOnLooking() throws Exception {
        feed.tells = false;
        begin();
        assertNotNull(feed.watched.poll(30, TimeUnit.SECONDS));
        assertNotNull(feed.watched.poll(30, TimeUnit.SECONDS));
        feed.version.incrementAndGet();
        hinted();
    }

    @Test
    void aCommitHereEndsTheRest() throws Exception {
        BlockingQueue<RowKeys> told = new LinkedBlockingQueue<>();
        watch.listen(told::add);
        begin();
        awaitRest();
        feed.version.incrementAndGet();
        watch.committed();
        RowKeys rows = told.poll(30, TimeUnit.SECONDS);
        assertNotNull(rows, "nobody was told");
        assertFalse(rows.isEmpty());
    }

    @Test
    void aListenerThatComesWhileItRestsIsToldOfTheNextWrite() throws Exception {
        begin();
        Runnable written = awaitRest();
        BlockingQueue<RowKeys> told = new LinkedBlockingQueue<>();
        watch.listen(told::add);
        feed.version.incrementAndGet();
        written.run();
        assertNotNull(told.poll(30, TimeUnit.SECONDS), "nobody was told");
    }
}
