package dev.mooring.sync.okhttp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.mooring.sync.Cursor;
import dev.mooring.sync.SyncReport.Mismatch;
import dev.mooring.sync.spi.Answer;
import dev.mooring.sync.spi.ChangeSink;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Two threads, no deadlock: each test would hang if one waited for the other in vain. */
@Timeout(20)
class ReadAheadTest {
    private static final Answer ANSWER = new Answer.Incompatible(Mismatch.OTHER_HISTORY, "done");

    private final List<Cursor> applied = new ArrayList<>();
    private final AtomicInteger cancelled = new AtomicInteger();

    @Test
    void everySliceIsAppliedInOrderOnTheCallersThread() throws IOException {
        Thread caller = Thread.currentThread();
        AtomicReference<Thread> decoder = new AtomicReference<>();
        Answer answer = run(
                sink -> {
                    decoder.set(Thread.currentThread());
                    slices(sink, 100);
                    return ANSWER;
                },
                (slice, after) -> {
                    assertSame(caller, Thread.currentThread());
                    applied.add(after);
                });
        assertSame(ANSWER, answer);
        assertEquals(cursors(100), applied);
        assertNotSame(caller, decoder.get());
        assertTrue(decoder.get().isDaemon());
        assertEquals(0, cancelled.get());
    }

    @Test
    void decodingIsNeverMoreThanAFewSlicesAhead() throws IOException {
        AtomicInteger decoded = new AtomicInteger();
        run(
                sink -> {
                    for (int i = 0; i < 50; i++) {
                        decoded.incrementAndGet();
                        sink.accept(List.of(), new Cursor("" + i));
                    }
                    return ANSWER;
                },
                (slice, after) -> {
                    applied.add(after);
                    assertTrue(decoded.get() <= applied.size() + 3, decoded + " decoded, " + applied.size());
                });
        assertEquals(50, applied.size());
    }

    @Test
    void whatBreaksTheDecodingComesBehindTheSlicesBeforeIt() {
        for (Throwable failure :
                List.of(new IOException("cut"), new IllegalStateException("garbage"), new StackOverflowError())) {
            applied.clear();
            Throwable thrown = assertThrows(
                    failure.getClass(),
                    () -> run(
                            sink -> {
                                slices(sink, 7);
                                throw ReadAheadTest.<IOException>any(failure);
                            },
                            (slice, after) -> applied.add(after)));
            assertSame(failure, thrown);
            assertEquals(cursors(7), applied);
        }
    }

    @Test
    void anUndeclaredExceptionOfTheDecodingEndsItToo() {
        IllegalStateException e = assertThrows(
                IllegalStateException.class,
                () -> run(
                        sink -> {
                            throw ReadAheadTest.<IOException>any(new Exception("undeclared"));
                        },
                        (slice, after) -> {}));
        assertInstanceOf(Exception.class, e.getCause());
    }

    @Test
    void whatTheSinkThrowsArrivesUnchangedWhenTheDecodingHasEndedAndNothingIsAppliedBehindIt() {
        class Crash extends Error {
            private static final long serialVersionUID = 1;
        }
        for (Throwable failure :
                List.of(new IllegalArgumentException("no"), new Crash(), new Exception("undeclared"))) {
            applied.clear();
            AtomicReference<Throwable> seen = new AtomicReference<>();
            Throwable thrown = assertThrows(
                    failure.getClass(),
                    () -> run(
                            sink -> {
                                try {
                                    slices(sink, 1000);
                                } catch (RuntimeException e) {
                                    seen.set(e);
                                    throw e;
                                }
                                return ANSWER;
                            },
                            (slice, after) -> {
                                applied.add(after);
                                if (applied.size() == 3) {
                                    throw ReadAheadTest.<RuntimeException>any(failure);
                                }
                            }));
            assertSame(failure, thrown);
            assertEquals(cursors(3), applied);
            assertInstanceOf(IllegalStateException.class, seen.get(), "the decoding went on to the end");
        }
        assertEquals(3, cancelled.get());
    }

    @Test
    void aSinkThatThrowsWhileTheBodyStallsCancelsTheCall() {
        CountDownLatch hangUp = new CountDownLatch(1);
        assertThrows(
                IllegalArgumentException.class,
                () -> ReadAhead.run(
                        sink -> {
                            slices(sink, 1);
                            await(hangUp);
                            throw new IOException("Canceled");
                        },
                        (slice, after) -> {
                            throw new IllegalArgumentException("no");
                        },
                        hangUp::countDown));
    }

    @Test
    void anInterruptedCallerCancelsTheCallAndIsStillInterrupted() {
        CountDownLatch hangUp = new CountDownLatch(1);
        Thread caller = Thread.currentThread();
        IOException e = assertThrows(
                IOException.class,
                () -> ReadAhead.run(
                        sink -> {
                            slices(sink, 2);
                            caller.interrupt();
                            await(hangUp);
                            throw new IOException("Canceled");
                        },
                        (slice, after) -> {
                            // The database must not meet the interrupt.
                            applied.add(after);
                        },
                        hangUp::countDown));
        assertEquals("Canceled", e.getMessage());
        assertTrue(Thread.interrupted());
        assertEquals(cursors(2), applied);
        assertFalse(Thread.interrupted());
    }

    private Answer run(ReadAhead.Decoding decoding, ChangeSink sink) throws IOException {
        return ReadAhead.run(decoding, sink, cancelled::incrementAndGet);
    }

    private static void slices(ChangeSink sink, int count) {
        for (Cursor after : cursors(count)) {
            sink.accept(List.of(), after);
        }
    }

    private static List<Cursor> cursors(int count) {
        List<Cursor> cursors = new ArrayList<>();
        for (int i = 1; i <= count; i++) {
            cursors.add(new Cursor("" + i));
        }
        return cursors;
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    /** Throws whatever it is, declared or not. */
    @SuppressWarnings("unchecked")
    private static <E extends Throwable> E any(Throwable failure) throws E {
        throw (E) failure;
    }
}
