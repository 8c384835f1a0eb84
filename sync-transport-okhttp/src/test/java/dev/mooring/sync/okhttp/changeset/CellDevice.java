package dev.mooring.sync.okhttp.changeset;

import dev.mooring.sync.Cursor;
import dev.mooring.sync.Mutation;
import dev.mooring.sync.okhttp.OkHttpTransport;
import dev.mooring.sync.spi.Answer;
import dev.mooring.sync.spi.Ask;
import dev.mooring.sync.spi.Cancellation;
import dev.mooring.sync.spi.ChangeSink;
import dev.mooring.sync.spi.ChangeSink.Incoming;
import dev.mooring.sync.spi.WakeUps;
import dev.mooring.sync.spi.WakeUps.End;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** One client's transport, and what core would keep for it. */
final class CellDevice implements AutoCloseable {
    static final String ROOM = "notes.sqlite3";
    static final String SCHEMA = "CREATE TABLE note (id INTEGER PRIMARY KEY NOT NULL, title TEXT, size INTEGER);\n";
    static final String SITE_A = "0102030405060708090a0b0c0d0e0f10";
    static final String SITE_B = "1112131415161718191a1b1c1d1e1f20";

    final OkHttpTransport transport;
    final List<String> came = new ArrayList<>();
    final BlockingQueue<String> told = new LinkedBlockingQueue<>();
    Cursor cursor = Cursor.START;
    String identity = "";
    WakeUps.@Nullable Connection channel;
    private int cancelled = Integer.MAX_VALUE;

    CellDevice(String url, String site) {
        this(url, site, dialect().build());
    }

    CellDevice(String url, String site, ChangesetDialect dialect) {
        this(OkHttpTransport.builder(url, dialect).build(), site);
    }

    CellDevice(OkHttpTransport transport, String site) {
        this.transport = transport;
        transport.named(HexFormat.of().parseHex(site));
    }

    static ChangesetDialectBuilder dialect() {
        return ChangesetDialect.builder(ROOM).schema("init", SCHEMA);
    }

    /** Cancels the exchange once so many slices have come. */
    CellDevice cancellingAfter(int slices) {
        cancelled = slices;
        return this;
    }

    static Mutation insert(long id, String title, long version) {
        return Mutation.of(
                "note",
                "[" + id + "]",
                "insert",
                "{\"cl\":1,\"dv\":" + version + ",\"cells\":[[\"title\",\"" + title + "\",1,0],[\"size\",3,1,1]]}");
    }

    Ask.Push batch(Mutation... mutations) {
        Ask.Push push = new Ask.Push(UUID.randomUUID(), cursor, Instant.EPOCH, List.of(mutations));
        return new Ask.Push(push.key(), cursor, push.frozenAt(), push.mutations(), transport.freeze(push));
    }

    Answer push(Mutation... mutations) {
        return ask(batch(mutations));
    }

    Answer pull() {
        return ask(new Ask.Pull(cursor));
    }

    Answer heard() {
        return ask(new Ask.Heard(cursor));
    }

    Answer ask(Ask ask) {
        Stop stop = new Stop();
        ChangeSink sink = (slice, after) -> {
            for (Incoming each : slice) {
                came.add(
                        each.unreadable() == null
                                ? each.change().collection()
                                        + each.change().key()
                                        + each.change().payload()
                                : "unreadable " + each.change().collection()
                                        + each.change().key() + " " + each.unreadable());
            }
            if (after != null) {
                cursor = after;
            }
            if (--cancelled == 0) {
                stop.cancel();
            }
        };
        Answer answer = transport.exchange(ask, sink, stop);
        if (answer instanceof Answer.Settled settled) {
            cursor = settled.page().cursor();
            identity = settled.page().identity();
        }
        return answer;
    }

    /** Cancels whatever runs. */
    static class Stop implements Cancellation {
        private boolean over;
        private Runnable action = () -> {};

        synchronized void cancel() {
            over = true;
            action.run();
        }

        @Override
        public synchronized boolean isCancelled() {
            return over;
        }

        @Override
        public synchronized void onCancel(Runnable next) {
            action = next;
            if (over) {
                next.run();
            }
        }
    }

    CellDevice listen() throws InterruptedException {
        WakeUps wakeUps = transport.channel();
        channel = wakeUps.open(new WakeUps.Listener() {
            @Override
            public void opened(boolean watchesItself) {
                told.add("opened");
            }

            @Override
            public void alive() {}

            @Override
            public void woken(boolean brought) {
                told.add("woken " + brought);
            }

            @Override
            public void shown() {}

            @Override
            public void closed(End end) {
                told.add("closed " + end.kind());
            }
        });
        return this;
    }

    String told() throws InterruptedException {
        return String.valueOf(told.poll(20, TimeUnit.SECONDS));
    }

    long acked() {
        return ChangesetCursor.of(cursor).acked();
    }

    long version() {
        return ChangesetCursor.of(cursor).version();
    }

    @Override
    public void close() {
        transport.close();
    }
}
