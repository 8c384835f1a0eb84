package dev.mooring.sync.okhttp;

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

/**
 * One server family's wire protocol, as pure encoding and decoding: no sockets, no clock, no state that outlives a call.
 *
 * <p>Thread-safe. The transport calls {@link #encode} and {@link #decode} on the thread that runs the exchange.
 */
public interface Dialect {
    /**
     * What this dialect and its server can do. Constant for the same name.
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
     * By what a mutation is recognised in the server's history, as {@link dev.mooring.sync.spi.Transport#echo} says.
     *
     * @param mutation a recorded mutation
     * @return the echo; empty if it cannot be recognised
     */
    String echo(Mutation mutation);

    /**
     * When the writer made it, as {@link dev.mooring.sync.spi.Transport#stamp} says.
     *
     * @param mutation a recorded mutation
     * @return {@link Mutation#createdAt()} by default
     */
    default Instant stamp(Mutation mutation) {
        return mutation.createdAt();
    }

    /**
     * What has to be at the server first, as {@link dev.mooring.sync.spi.Transport#references} says.
     *
     * @param mutation a recorded mutation
     * @return empty by default
     */
    default List<Reference> references(Mutation mutation) {
        return Collections.emptyList();
    }

    /**
     * Another name of a row, as {@link dev.mooring.sync.spi.Transport#alias} says.
     *
     * @param mutation a recorded mutation
     * @return empty by default
     */
    default String alias(Mutation mutation) {
        return "";
    }

    /**
     * The place inside a batch, as {@link dev.mooring.sync.spi.Transport#rank} says.
     *
     * @param mutation a recorded mutation
     * @return 0 by default
     */
    default int rank(Mutation mutation) {
        return 0;
    }

    /**
     * What has to be kept with a batch, as {@link dev.mooring.sync.spi.Transport#freeze} says.
     *
     * @param push about to be frozen
     * @return nothing by default
     */
    default String freeze(Ask.Push push) {
        return "";
    }

    /**
     * Whether requests with a body name where they come from, as those of a browser's page do: some servers refuse them
     * otherwise. The transport then adds an {@code Origin} header with scheme, host and port of its base URL, unless the
     * request brings its own.
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
     * The request that asks it. The same ask always makes the same bytes.
     *
     * @param ask what core wants
     * @return the request
     * @throws IllegalArgumentException if this dialect has no request for the ask, or cannot read its cursor
     */
    WireRequest encode(Ask ask);

    /**
     * What a response means. Every response has a meaning: an answer, or one of the two exceptions.
     *
     * <p>The body is a stream that may be larger than the memory; changes go to the sink in slices while it is read. What the
     * sink throws must pass through unchanged.
     *
     * @param ask what was asked
     * @param response what came back; the caller closes it
     * @param sink takes the changes
     * @return the answer
     * @throws dev.mooring.sync.spi.TransportException if the server refused or failed; {@link WireResponse#failure} makes one
     * @throws dev.mooring.sync.spi.ProtocolException if the response is not in the dialect
     * @throws IOException only what the body itself threw: the rest of it is lost
     */
    Answer decode(Ask ask, WireResponse response, ChangeSink sink) throws IOException;
}
