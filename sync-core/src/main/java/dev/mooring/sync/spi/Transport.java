package dev.mooring.sync.spi;

import dev.mooring.sync.Mutation;
import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Makes exchanges with the server. It owns sockets, credentials and timeouts, and knows nothing of outbox and order.
 *
 * <p>Core calls {@link #exchange} from one thread at a time, {@link #measure} and {@link #echo} from any thread.
 */
public interface Transport extends AutoCloseable {
    /**
     * What this transport and its server can do. Constant.
     *
     * @return the capabilities
     */
    Capabilities capabilities();

    /**
     * About how many bytes a mutation takes on the wire. Throws if it could never be sent. No I/O.
     *
     * @param mutation recorded, or about to be
     * @return an estimate in bytes
     * @throws IllegalArgumentException if the dialect could never carry it, saying why
     */
    int measure(Mutation mutation);

    /**
     * The text by which a mutation is recognised in the server's history. No I/O.
     *
     * @param mutation a recorded mutation
     * @return equal to {@link ChangeSink.Incoming#echo()} of the change that it becomes; empty if it cannot be recognised
     */
    String echo(Mutation mutation);

    /**
     * When the mutation was made, as {@link ChangeSink.Incoming#stamp()} will say of the change that it becomes. This decides
     * {@link dev.mooring.sync.ConflictPolicy#lastWriteWins()}. No I/O.
     *
     * @param mutation a recorded mutation
     * @return {@link Mutation#createdAt()} unless the dialect carries another stamp
     */
    default Instant stamp(Mutation mutation) {
        return mutation.createdAt();
    }

    /**
     * Whether a field of a payload is what {@link #stamp} reads. If the app's table has no column for it, the next edit goes without it and
     * gets a stamp of its own, instead of the one that the server told of the edit before. No I/O.
     *
     * @param collection of mutations
     * @param field a name in their payloads
     * @return no by default
     */
    default boolean isStamp(String collection, String field) {
        return false;
    }

    /**
     * Rows that have to be at the server before it can take this mutation: the rows that its row refers to, or for a deletion,
     * those that may refer to its row. It may name too many. Core asks only after the server has refused a mutation, to find those
     * that the server would refuse next. No I/O.
     *
     * @param mutation a recorded mutation
     * @return empty unless the dialect knows better
     */
    default List<Reference> references(Mutation mutation) {
        return Collections.emptyList();
    }

    /**
     * The text by which other rows refer to this one, if that is not its key. No I/O.
     *
     * @param mutation a recorded mutation
     * @return as {@link Reference#key()} has it; empty where rows go by their keys
     */
    default String alias(Mutation mutation) {
        return "";
    }

    /**
     * The place inside a batch: lower ranks go first, so parents have lower ranks than children. No I/O.
     *
     * @param mutation a recorded mutation
     * @return 0 for all unless the dialect knows better
     */
    default int rank(Mutation mutation) {
        return 0;
    }

    /**
     * A text to keep with a batch, so that the same bytes can be sent again, also after a crash or by a newer version of the
     * dialect. Called once, in the transaction that freezes the batch. No I/O.
     *
     * @param push about to be frozen, with an empty {@link Ask.Push#wire()}
     * @return the text, given back in {@link Ask.Push#wire()}; empty if the mutations are enough. It does not begin with {@code mooring:}
     */
    default String freeze(Ask.Push push) {
        return "";
    }

    /**
     * Tells by what id this client's database numbers its writes, for a dialect that sends it ({@link
     * dev.mooring.sync.spi.storage.ClockTx#site}). Core calls this before the first exchange of each run, on the thread of the exchanges. Another id than before is a new
     * site: the server knows nothing of it yet, and shows it what it had from the old one.
     *
     * @param site 16 bytes, not to be changed; in place of the last ones
     */
    default void named(byte[] site) {}

    /**
     * What goes to the server in one piece, such as one local transaction. A batch holds whole pieces as far as its bounds allow: one that does
     * not fit any more goes with the next batch, and one that is larger than a batch is cut. No I/O.
     *
     * @param mutation a recorded mutation
     * @return the same text for the mutations of one piece, which follow each other in the outbox; empty, the default, if any batch will do
     */
    default String group(Mutation mutation) {
        return "";
    }

    /**
     * Makes one round trip. It ends within the transport's own deadlines.
     *
     * @param ask what is wanted
     * @param sink takes the server's changes, for {@link Ask.Pull} and for an {@link Answer.Diverged} that carries them; never
     *     before an {@link Answer.HistoryReplaced}
     * @param cancellation ends it early; {@linkplain Cancellation#maySend asked} once more directly before a request leaves
     * @return what the server said
     * @throws dev.mooring.sync.spi.TransportException if no answer of the dialect came
     * @throws dev.mooring.sync.spi.ProtocolException if garbage came instead
     */
    Answer exchange(Ask ask, ChangeSink sink, Cancellation cancellation);

    /**
     * Sets the guard. A transport that knows whose account a credential is asks the guard before each request that carries it, also
     * for the second try after a refresh. Core calls this before the first exchange.
     *
     * @param guard replaces the last one
     */
    default void guard(AccountGuard guard) {}

    /**
     * The transport's own deadline for an exchange, everything included. Constant for one kind of ask. An exchange that may change
     * something on the server must be over before another process may sync. So core begins it only if its lease lasts that long,
     * and cancels it when the lease ends.
     *
     * @param ask what would be wanted
     * @return positive; a minute by default
     */
    default Duration deadline(Ask ask) {
        return Duration.ofMinutes(1);
    }

    /**
     * How far the server's clock is ahead of this device's, as its answers have shown. It serves a warning, never order.
     *
     * @return negative if it is behind; {@link Duration#ZERO}, the default, if nothing is known
     */
    default Duration serverClockAhead() {
        return Duration.ZERO;
    }

    /**
     * The transport's own channel. Core opens it unless the app has given another one.
     *
     * @return null, the default, if there is none
     */
    default @Nullable WakeUps channel() {
        return null;
    }

    /**
     * Whether mutations of a collection can go now. Those that cannot stay pending, hold up nobody, and go when the channel is next
     * {@linkplain WakeUps.Listener#opened open}. That holds also for those of a batch that was sent and whose end is unknown: where the
     * server keeps rows, the batch is dissolved. So say true only when the channel has shown what the server has of the collection. From
     * any thread. No I/O.
     *
     * @param collection of a mutation
     * @return true, the default, where everything goes by exchange
     */
    default boolean carries(String collection) {
        return true;
    }

    /**
     * The client goes away in order: what the server holds for it alone, such as the right to write, may be given back. The last thing that
     * is asked of it, behind a flush that ends a client or directly before {@link #close}, and no exchange is under way. Best effort: it
     * throws nothing and tells nobody.
     *
     * @param within after this it must have returned, whatever the server does
     */
    default void leave(Duration within) {}

    /** Releases what the transport owns. Idempotent. */
    @Override
    void close();
}
