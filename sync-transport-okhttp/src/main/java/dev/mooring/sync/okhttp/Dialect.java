package dev.mooring.sync.okhttp;

import dev.mooring.sync.Cursor;
import dev.mooring.sync.Mutation;
import dev.mooring.sync.spi.Answer;
import dev.mooring.sync.spi.Ask;
import dev.mooring.sync.spi.Capabilities;
import dev.mooring.sync.spi.ChangeSink;
import dev.mooring.sync.spi.Reference;
import java.io.IOException;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The wire protocol of one server family, as pure encoding and decoding. A dialect has no sockets, no clock, and no state that outlives a
 * call.
 *
 * <p>Implementations must be thread-safe. The transport calls {@link #encode} and {@link #decode} on the thread that makes the exchange,
 * and the other methods on any thread. {@link dev.mooring.sync.spi.Transport} says when core asks for what a mutation's methods return, and
 * what it does with it.
 */
public interface Dialect {
    /**
     * What this dialect and its server can do. The same name must always give the same answer.
     *
     * @param server the name of the server, for {@link Capabilities#identity()}
     * @return the capabilities
     */
    Capabilities capabilities(String server);

    /**
     * How much a mutation weighs on the wire, as {@link dev.mooring.sync.spi.Transport#measure} says.
     *
     * @param mutation recorded, or about to be
     * @return bytes, about
     * @throws IllegalArgumentException if the dialect could never carry it, saying why
     */
    int measure(Mutation mutation);

    /**
     * The text by which a mutation is recognised in the server's history: the same as {@link ChangeSink.Incoming#echo()} of the change that
     * it becomes.
     *
     * @param mutation a recorded mutation
     * @return the echo; empty if it cannot be recognised
     */
    String echo(Mutation mutation);

    /**
     * When the mutation was made, as the change that it becomes will say in {@link ChangeSink.Incoming#stamp()}.
     *
     * @param mutation a recorded mutation
     * @return {@link Mutation#createdAt()} by default
     */
    default Instant stamp(Mutation mutation) {
        return mutation.createdAt();
    }

    /**
     * Whether a field of a payload is what {@link #stamp} reads, see {@link dev.mooring.sync.spi.Transport#isStamp}.
     *
     * @param collection of mutations
     * @param field a name in their payloads
     * @return no by default
     */
    default boolean isStamp(String collection, String field) {
        return false;
    }

    /**
     * The rows that have to be at the server before it can take this mutation. It may name too many.
     *
     * @param mutation a recorded mutation
     * @return empty by default
     */
    default List<Reference> references(Mutation mutation) {
        return Collections.emptyList();
    }

    /**
     * The text by which other rows refer to this one, if that is not its key.
     *
     * @param mutation a recorded mutation
     * @return empty by default
     */
    default String alias(Mutation mutation) {
        return "";
    }

    /**
     * The place inside a batch: mutations of a lower rank go first.
     *
     * @param mutation a recorded mutation
     * @return 0 by default
     */
    default int rank(Mutation mutation) {
        return 0;
    }

    /**
     * What goes in one piece, as {@link dev.mooring.sync.spi.Transport#group} says.
     *
     * @param mutation a recorded mutation
     * @return empty by default
     */
    default String group(Mutation mutation) {
        return "";
    }

    /**
     * A text to keep with a batch, so that the same bytes can be sent again after a crash or by a newer version of this dialect.
     * {@link Ask.Push#wire()} gives it back.
     *
     * @param push about to be frozen
     * @return the text; empty, the default, if the mutations are enough
     */
    default String freeze(Ask.Push push) {
        return "";
    }

    /**
     * Whether the transport adds an {@code Origin} header to requests with a body, as a browser does. Some servers refuse requests without
     * it. The header has scheme, host and port of the base URL. A request that brings its own keeps it.
     *
     * @return false by default
     */
    default boolean namesOrigin() {
        return false;
    }

    /**
     * The cookie that the server tells its users apart by, where it takes one: of several cookies, this one tells whose the credential
     * is.
     *
     * @return its name; empty by default
     */
    default String sessionCookie() {
        return "";
    }

    /**
     * The request by which a client that goes away gives back what the server holds for it alone. Its answer is not read. Asked only if this
     * transport has written something.
     *
     * @param cursor where this client was after it wrote last
     * @return null, the default, if there is nothing to give back
     */
    default @Nullable WireRequest leaving(Cursor cursor) {
        return null;
    }

    /**
     * Encodes an ask as a request. The same ask always makes the same bytes.
     *
     * @param ask what core wants
     * @return the request
     * @throws IllegalArgumentException if this dialect has no request for the ask, or cannot read its cursor
     */
    WireRequest encode(Ask ask);

    /**
     * Decodes a response. Every response must come to an answer or to one of the two exceptions below, garbage included.
     *
     * <p>The body is a stream that may be larger than the memory. So hand the changes to the sink in slices while you read it. What the
     * sink throws must pass through unchanged.
     *
     * @param ask what was asked
     * @param response what came back; the caller closes it
     * @param sink takes the changes
     * @return the answer
     * @throws dev.mooring.sync.spi.TransportException if the server refused or failed; {@link WireResponse#failure} makes one
     * @throws dev.mooring.sync.spi.ProtocolException if the response is not in the dialect
     * @throws IOException what the body itself threw, and nothing else: the rest of the body is lost
     */
    Answer decode(Ask ask, WireResponse response, ChangeSink sink) throws IOException;
}
