package dev.mooring.sync.okhttp;

import dev.mooring.sync.Change;
import dev.mooring.sync.spi.Answer;
import dev.mooring.sync.spi.Ask;
import dev.mooring.sync.spi.Cancellation;
import dev.mooring.sync.spi.Outcome;
import dev.mooring.sync.spi.Page;
import dev.mooring.sync.spi.TransportException;
import dev.mooring.sync.spi.TransportException.Delivery;
import dev.mooring.sync.spi.WakeUps.End;
import dev.mooring.sync.spi.WakeUps.Kind;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Sends batches over a channel, message by message. Each waits until the one before it is acknowledged, as acknowledgements name no
 * message; one that is missing for 10 s is in doubt, and the connection is ended, so that it cannot come later for another message.
 */
final class LivePush {
    private static final long PATIENCE = TimeUnit.SECONDS.toNanos(10);

    private final Messages messages;
    private final Line line;
    private final BlockingQueue<Word> words = new LinkedBlockingQueue<>();

    /** What a session makes of a batch. */
    interface Messages {
        /** As {@link LiveDialect.Session#next}. */
        @Nullable
        String next(Ask.Push push, int settled);
    }

    /** What a batch needs of a connection. */
    interface Line {
        /** False if the connection is not open, and nothing of it was sent. */
        boolean send(String message);

        /** The other side acknowledges nothing. */
        void silent(End end);

        /** For words. */
        String attempted();
    }

    private enum Fate {
        TAKEN,
        REFUSED,
        LOST,
        SILENT,
        CANCELLED
    }

    /** What became of a message. */
    private record Word(Fate fate, String refusal) {}

    LivePush(Messages messages, Line line) {
        this.messages = messages;
        this.line = line;
    }

    /** The server has taken the message that was sent last, or refuses it. */
    void acknowledged(@Nullable String refusal) {
        words.add(refusal == null ? new Word(Fate.TAKEN, "") : new Word(Fate.REFUSED, refusal));
    }

    /** The connection is over. */
    void lost() {
        words.add(new Word(Fate.LOST, ""));
    }

    /**
     * Sends a batch.
     *
     * @param first message of it
     * @param end of the exchange, by the monotonic clock
     * @throws TransportException if it is not known whether the server has a message, or none could be sent
     */
    Answer push(Ask.Push push, String first, Cancellation cancellation, long end) {
        List<Outcome> outcomes = new ArrayList<>();
        cancellation.onCancel(() -> words.add(new Word(Fate.CANCELLED, "")));
        try {
            int size = push.mutations().size();
            String next = first;
            while (next != null && outcomes.size() < size) {
                next = sent(push, next, outcomes, cancellation, end) ? messages.next(push, outcomes.size()) : null;
            }
            for (int i = outcomes.size(); i < size; i++) {
                outcomes.add(
                        new Outcome.Deferred(push.mutations().get(i).id(), "the channel took no more of the batch"));
            }
            return new Answer.Settled(outcomes, new Page(push.cursor(), false), null);
        } finally {
            cancellation.onCancel(() -> {});
        }
    }

    /** Sends one message; false if that cannot be done any more. */
    private boolean sent(Ask.Push push, String message, List<Outcome> outcomes, Cancellation cancellation, long end) {
        long patience = Math.min(PATIENCE, end - System.nanoTime());
        words.clear();
        boolean may = patience > 0 && cancellation.maySend();
        if (!may || !line.send(message)) {
            if (outcomes.isEmpty()) {
                throw failed(
                        !may,
                        Delivery.NOT_SENT,
                        may ? " is not open; nothing was sent" : " was not used any more; nothing was sent");
            }
            return false;
        }
        Word word = word(patience);
        if (word.fate != Fate.TAKEN && word.fate != Fate.REFUSED) {
            if (word.fate != Fate.LOST) {
                line.silent(new End(Kind.LOST, line.attempted() + " acknowledged no message in time", null));
            }
            throw failed(
                    word.fate == Fate.CANCELLED,
                    Delivery.MAYBE_SENT,
                    " acknowledged no message; the server may have it, which is found out before it is sent again");
        }
        UUID id = push.mutations().get(outcomes.size()).id();
        outcomes.add(
                word.fate == Fate.TAKEN
                        ? new Outcome.Accepted(id, Change.NO_POSITION)
                        : new Outcome.Rejected(id, word.refusal));
        return true;
    }

    private Word word(long patience) {
        try {
            Word came = words.poll(patience, TimeUnit.NANOSECONDS);
            return came == null ? new Word(Fate.SILENT, "") : came;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return new Word(Fate.CANCELLED, "");
        }
    }

    private TransportException failed(boolean cancelled, Delivery delivery, String what) {
        return new TransportException(
                cancelled ? TransportException.Kind.CANCELLED : TransportException.Kind.OFFLINE,
                delivery,
                null,
                line.attempted() + what,
                null);
    }
}
