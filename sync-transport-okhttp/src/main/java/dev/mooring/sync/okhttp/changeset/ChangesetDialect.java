package dev.mooring.sync.okhttp.changeset;

import dev.mooring.sync.Mutation;
import dev.mooring.sync.ServerIdentity;
import dev.mooring.sync.okhttp.LiveDialect;
import dev.mooring.sync.okhttp.WireRequest;
import dev.mooring.sync.okhttp.WireResponse;
import dev.mooring.sync.spi.Answer;
import dev.mooring.sync.spi.Ask;
import dev.mooring.sync.spi.Capabilities;
import dev.mooring.sync.spi.ChangeSink;
import okhttp3.Headers;
import okhttp3.HttpUrl;
import okio.ByteString;
import org.jspecify.annotations.Nullable;

/**
 * The dialect of changeset servers (cr-sqlite behind a WebSocket): cells of tables with clocks, merged cell by cell on either side.
 *
 * <p>Everything goes over one WebSocket, also where the app wants no channel: then a connection is made for the exchanges of a sync, and kept
 * for 5 s. The server says in a handshake who it is, which schema it has and how much of this client's writes it holds. It is spoken to as
 * follows:
 *
 * <ul>
 *   <li>A {@linkplain Ask.Pull pull} is the handshake, or on a connection of less than 5 minutes an empty frame whose acknowledgement comes
 *       behind what the server had to send. What others have written in the last 150 ms or so comes by the stream.
 *   <li>A {@linkplain Ask.Push push} is one frame with the cells of a batch. It counts only if the server acknowledges its last version, on the
 *       connection that it was sent over. A server that could not apply it answers so: core then takes the batch apart. Nothing that such a
 *       connection says later counts.
 *   <li>A server of another identity, or with another schema, and one that holds less of this client's writes than it did, is {@link
 *       Answer.Incompatible}: nothing is sent to it or taken from it.
 *   <li>An older server acknowledges nothing. A batch then counts when the next connection shows that the server holds it.
 *   <li>No text and no unknown frame is ever sent, and each connection names the room by its subprotocol, as these servers end otherwise.
 * </ul>
 *
 * <p>Calls of an API do not go through this dialect. Thread-safe.
 */
public final class ChangesetDialect implements LiveDialect {
    private static final String PROTOCOL = "Sec-WebSocket-Protocol";

    private final String room;
    private final Setup setup;
    private final String path;
    private final String account;
    private final int maxBatchCount;
    private final long maxBatchBytes;

    ChangesetDialect(ChangesetDialectBuilder builder) {
        this.room = builder.room;
        this.setup = new Setup(
                new Schema(builder.schemaName, builder.schemaVersion),
                builder.statusless,
                builder.clock,
                builder.slice,
                new Unproven());
        this.path = builder.path;
        this.account = builder.account;
        this.maxBatchCount = builder.maxBatchCount;
        this.maxBatchBytes = builder.maxBatchBytes;
    }

    /**
     * Starts a dialect for one database of the server.
     *
     * @param room the name of its file there, with its ending, such as {@code notes.sqlite3}: ASCII letters, digits, dots, hyphens and
     *     underscores, without two dots in a row. These servers take others apart at the wrong place, or refuse them
     * @return a builder
     * @throws IllegalArgumentException if the name has something else
     */
    public static ChangesetDialectBuilder builder(String room) {
        return new ChangesetDialectBuilder(room);
    }

    @Override
    public Capabilities capabilities(String server) {
        return Capabilities.clocks("changeset", new ServerIdentity(server, room))
                .account(account)
                .batchesOf(maxBatchCount, maxBatchBytes)
                .build();
    }

    @Override
    public int measure(Mutation mutation) {
        FrameWriter frame = new FrameWriter();
        CellText.outgoing(mutation).forEach(frame::cell);
        return (int) frame.size();
    }

    /** Cells are known by their clocks. */
    @Override
    public String echo(Mutation mutation) {
        return "";
    }

    /** What one local transaction wrote. */
    @Override
    public String group(Mutation mutation) {
        return Long.toString(CellText.outgoing(mutation).get(0).dbVersion());
    }

    /** What the server held when the batch was frozen. */
    @Override
    public String freeze(Ask.Push push) {
        return Batch.wire(push);
    }

    @Override
    public Opening opening(HttpUrl base, @Nullable String credential) {
        HttpUrl url = base.resolve(path);
        if (url == null) {
            throw new IllegalArgumentException("the path " + path + " makes no URL");
        }
        String token = Subprotocol.token(credential);
        String protocol = Subprotocol.of(room, token);
        return new Opening(Carrier.BINARY, url, Headers.of(PROTOCOL, protocol), token.isEmpty());
    }

    @Override
    public boolean pings() {
        return true;
    }

    @Override
    public boolean exchangesOverChannel(Ask ask) {
        return !(ask instanceof Ask.Call);
    }

    @Override
    public Session session(Output out) {
        return session(out, ByteString.EMPTY);
    }

    @Override
    public Session session(Output out, ByteString site) {
        return new ChangesetSession(out, site, setup);
    }

    /** There is none: everything goes over the channel. */
    @Override
    public WireRequest encode(Ask ask) {
        throw new IllegalArgumentException("a changeset server is asked over its WebSocket alone, and makes no calls");
    }

    /** Never called, as nothing is {@linkplain #encode encoded}. */
    @Override
    public Answer decode(Ask ask, WireResponse response, ChangeSink sink) {
        throw new IllegalArgumentException("a changeset server answers over its WebSocket alone");
    }
}
