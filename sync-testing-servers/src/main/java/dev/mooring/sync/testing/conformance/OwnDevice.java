package dev.mooring.sync.testing.conformance;

import dev.mooring.sync.Cursor;
import dev.mooring.sync.Mutation;
import dev.mooring.sync.SyncException;
import dev.mooring.sync.spi.Answer;
import dev.mooring.sync.spi.Ask;
import dev.mooring.sync.spi.ChangeSink.Incoming;
import dev.mooring.sync.spi.Page;
import dev.mooring.sync.spi.Transport;
import dev.mooring.sync.spi.TransportException;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** One device of a throw-away user. It does what core does with answers, and keeps nothing but its cursor. For one thread at a time. */
final class OwnDevice {
    private static final int MOST_PAGES = 200;

    final String name;
    final Transport transport;
    Cursor cursor = Cursor.START;
    private final OwnStage stage;

    OwnDevice(OwnStage stage, String name, Transport transport) {
        this.stage = stage;
        this.name = name;
        this.transport = transport;
    }

    // ---- pulls

    /** All that is told behind the cursor, to the end. */
    List<Incoming> pull() throws Exception {
        List<Incoming> all = new ArrayList<>();
        pages().forEach(page -> all.addAll(page.changes()));
        return all;
    }

    /** The same, page by page; at least one. */
    List<OwnPage> pages() throws Exception {
        List<OwnPage> pages = new ArrayList<>();
        while (pages.size() < MOST_PAGES) {
            OwnPage page = page();
            pages.add(page);
            if (!page.more()) {
                return pages;
            }
        }
        throw Ending.broken("a pull has not ended after " + MOST_PAGES + " pages");
    }

    /** One page behind the cursor, which moves over it. */
    OwnPage page() throws Exception {
        OwnPage page = page(cursor);
        cursor = page.cursor();
        return page;
    }

    /** One page; the cursor stays. */
    OwnPage page(Cursor from) throws Exception {
        OwnEar ear = new OwnEar(stage.answerBytes());
        Answer answer = asked("pull behind '" + from.token() + "'", new Ask.Pull(from), ear, new OwnCut());
        Page page = answer instanceof Answer.Settled settled ? settled.page() : null;
        if (answer instanceof Answer.Diverged diverged) {
            page = diverged.page();
        } else if (answer instanceof Answer.HistoryReplaced replaced && from.isStart()) {
            page = new Page(replaced.cursor(), true); // The first contact names the history.
        }
        if (page == null) {
            throw Ending.broken("a pull was answered " + OwnWords.of(answer));
        }
        return new OwnPage(ear.slices(), page);
    }

    /** What the server says of the cursor of a device. */
    Answer check(Cursor of) throws Exception {
        return asked("check of '" + of.token() + "'", new Ask.Check(of), new OwnEar(stage.answerBytes()), new OwnCut());
    }

    // ---- pushes

    /** Freezes a batch, as core does it. */
    Ask.Push frozen(List<Mutation> writes) {
        writes.forEach(transport::measure);
        Ask.Push push = new Ask.Push(UUID.randomUUID(), cursor, stage.now(), writes);
        return new Ask.Push(push.key(), cursor, push.frozenAt(), writes, transport.freeze(push));
    }

    /** Sends a new batch, and says what became of it. */
    OwnSent send(List<Mutation> writes) throws Exception {
        return send(frozen(writes), new OwnCut());
    }

    OwnSent send(Mutation... writes) throws Exception {
        return send(List.of(writes));
    }

    /** Sends a batch, also once more. */
    OwnSent send(Ask.Push push, OwnCut cut) throws Exception {
        String attempted = "push of " + push.mutations().size() + " behind '"
                + push.cursor().token() + "'";
        OwnSent sent;
        try {
            Answer answer = exchange(attempted, push, new OwnEar(stage.answerBytes()).leaving(cut), cut);
            sent = new OwnSent(push, stage.claims.confirmsOnPull(), answer, null);
        } catch (SyncException e) {
            sent = new OwnSent(push, stage.claims.confirmsOnPull(), null, e);
        }
        if (stage.isSequence() && sent.answer() instanceof Answer.Settled settled) {
            cursor = settled.page().cursor();
        }
        return sent;
    }

    /** Stores all of it, in as many batches as it takes, behind what others have written. */
    void store(List<Mutation> writes) throws Exception {
        List<Mutation> left = new ArrayList<>(writes);
        int tries = 0;
        while (!left.isEmpty()) {
            List<Mutation> batch = new ArrayList<>();
            long bytes = 0;
            for (Mutation each : left) {
                bytes += transport.measure(each);
                if (!batch.isEmpty()
                        && (bytes > stage.claims.maxBatchBytes() || batch.size() == stage.claims.maxBatchCount())) {
                    break;
                }
                batch.add(each);
            }
            OwnSent sent = send(batch);
            if (sent.answer() instanceof Answer.Diverged && ++tries < 50) {
                pull();
                continue;
            }
            sent.checkTaken(batch);
            left.subList(0, batch.size()).clear();
        }
    }

    void store(Mutation... writes) throws Exception {
        store(List.of(writes));
    }

    // ---- exchanges

    /** As {@link #exchange}; what is no answer of the dialect ends the test. */
    private Answer asked(String attempted, Ask ask, OwnEar ear, OwnCut cut) throws Exception {
        try {
            return exchange(attempted, ask, ear, cut);
        } catch (SyncException e) {
            throw OwnSent.ending(attempted, e);
        }
    }

    /** Makes an exchange on a thread of its own, so that a transport which never returns does not keep the run. */
    private Answer exchange(String attempted, Ask ask, OwnEar ear, OwnCut cut) throws Exception {
        stage.request();
        FutureTask<Answer> task = new FutureTask<>(() -> transport.exchange(ask, ear, cut));
        Thread thread = new Thread(task, "conformance " + name);
        thread.setDaemon(true);
        thread.start();
        try {
            Answer answer = ended(attempted, task, cut);
            stage.remember(Exchange.own(name, attempted, OwnWords.of(ask), OwnWords.of(answer) + ear.words()));
            return answer;
        } catch (ExecutionException e) {
            stage.remember(Exchange.own(name, attempted, OwnWords.of(ask), e.getCause() + ear.words()));
            Ending tooMuch = ear.refusal();
            if (tooMuch != null) {
                throw tooMuch;
            }
            if (e.getCause() instanceof SyncException expected) {
                throw expected;
            }
            throw Ending.broken("a " + attempted + " threw what no transport may: " + e.getCause());
        }
    }

    private Answer ended(String attempted, FutureTask<Answer> task, OwnCut cut)
            throws ExecutionException, InterruptedException {
        long most = stage.exchange().toMillis();
        try {
            return task.get(most, TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
            cut.cancel();
        }
        try {
            return task.get(most, TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
            stage.remember(Exchange.own(name, attempted, "", "(nothing, also after it was cancelled)"));
            throw Ending.broken("a " + attempted + " did not end within " + 2 * most + " ms, though it was cancelled");
        }
    }

    /** The delivery that a failed exchange told. */
    static boolean isUnsent(SyncException failure) {
        return failure instanceof TransportException told && told.delivery() == TransportException.Delivery.NOT_SENT;
    }
}
