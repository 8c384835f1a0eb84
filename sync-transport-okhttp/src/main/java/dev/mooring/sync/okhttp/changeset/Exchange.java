package dev.mooring.sync.okhttp.changeset;

import dev.mooring.sync.SyncException;
import dev.mooring.sync.okhttp.LiveDialect;
import dev.mooring.sync.spi.Answer;
import dev.mooring.sync.spi.Ask;
import dev.mooring.sync.spi.TransportException.Delivery;
import org.jspecify.annotations.Nullable;

/** The exchange that a connection serves, if it serves one, and how far it is. */
final class Exchange {
    private final LiveDialect.Output out;
    private Doing doing = Doing.NOTHING;
    private @Nullable Ask ask;
    private @Nullable Batch batch;
    private ChangesetCursor from = ChangesetCursor.NOWHERE;
    private int before;
    private int begun;

    /** How far it is. */
    enum Doing {
        NOTHING,
        /** It waits for the stream to begin. */
        BEGINNING,
        /** For a status, which may never come. */
        WAITING,
        /** For what the server had to send before it answers a ping. */
        PINGED,
        /** For what it had to send before it answers an empty frame. */
        PROBED,
        /** The end of that is there, and changes before it are missing. */
        BEHIND_GAP,
        /** For the frame that is on its way. */
        STREAMED,
        /** The batch may leave. */
        READY,
        SENT
    }

    Exchange(LiveDialect.Output out) {
        this.out = out;
    }

    void begin(Ask next, ChangesetCursor at, int connections) {
        begun++;
        ask = next;
        from = at;
        before = connections;
        batch = next instanceof Ask.Push push ? new Batch(push) : null;
        doing = Doing.BEGINNING;
    }

    boolean isThere() {
        return ask != null;
    }

    boolean is(Doing step) {
        return doing == step;
    }

    void goes(Doing step) {
        doing = step;
    }

    /** Null unless it is a push. */
    @Nullable
    Batch batch() {
        return batch;
    }

    ChangesetCursor from() {
        return from;
    }

    /** Whether it waits for the end of the first message, in which the server says all that was missed. */
    boolean isBehindFirstMessage() {
        return begun == 1 && (doing == Doing.PROBED || doing == Doing.PINGED);
    }

    /** How many connections have sent this batch. */
    int before() {
        return before;
    }

    boolean isHeard() {
        return ask instanceof Ask.Heard;
    }

    /** Whether it moves nothing. */
    boolean isCheck() {
        return ask instanceof Ask.Check;
    }

    /** Whether it takes what is streamed. */
    boolean takes() {
        return ask instanceof Ask.Pull || ask instanceof Ask.Heard;
    }

    boolean mayBeSent() {
        return doing == Doing.SENT || (batch != null && before > 0);
    }

    Delivery delivery() {
        return mayBeSent() ? Delivery.MAYBE_SENT : Delivery.NOT_SENT;
    }

    void answer(Answer answer) {
        if (over()) {
            out.answered(answer);
        }
    }

    void fail(SyncException failure) {
        if (over()) {
            out.failed(failure);
        }
    }

    private boolean over() {
        boolean was = ask != null;
        ask = null;
        batch = null;
        doing = Doing.NOTHING;
        return was;
    }
}
