package dev.mooring.sync.okhttp.rowsync;

import com.squareup.moshi.JsonDataException;
import dev.mooring.sync.Cursor;
import dev.mooring.sync.Mutation;
import dev.mooring.sync.ServerIdentity;
import dev.mooring.sync.okhttp.Dialect;
import dev.mooring.sync.okhttp.WireRequest;
import dev.mooring.sync.okhttp.WireResponse;
import dev.mooring.sync.okhttp.json.Garbage;
import dev.mooring.sync.okhttp.rowsync.RowCursor.Paging;
import dev.mooring.sync.spi.Answer;
import dev.mooring.sync.spi.Ask;
import dev.mooring.sync.spi.Capabilities;
import dev.mooring.sync.spi.ChangeSink;
import dev.mooring.sync.spi.Page;
import dev.mooring.sync.spi.Reference;
import dev.mooring.sync.spi.TransportException;
import dev.mooring.sync.spi.storage.Confirmed;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import okhttp3.Headers;
import okio.ByteString;
import okio.Utf8;

/**
 * The dialect of row-sync servers: rows of tables, each with the time of its last modification, and one POST for both ways.
 *
 * <p>On the server the last row to arrive wins, whatever its stamp. Other devices do not see a row that is stamped before their
 * watermark. The server hides deletes. It cuts some answers at 1000 rows and does not say so. If one row fails, it rolls the
 * whole push back. This dialect deals with that as follows:
 *
 * <ul>
 *   <li>A {@linkplain Ask.Pull pull} and a {@linkplain Ask.Push push} are two calls, though the server takes both in one, so that
 *       a conflict is seen before anything is overwritten (protocol §1.6, §2 hole 5).
 *   <li>Rows are stamped when their batch is frozen, not when they were edited (§1.9 hole 1), in UTC with three digits.
 *   <li>A delete goes out as the full row with its flag set, and so reaches the others (§1.7).
 *   <li>The watermark stays behind the server's clock by an overlap (§1.9 holes 2, 3 and 5), and everything is pulled anew
 *       from time to time. In between, single pulls look further back, for rows of transactions that ended late.
 *   <li>A full pull of more than one answer is repeated until two passes show the same keys (§1.9 hole 4), and a pass whose pages are the
 *       same texts as before is not read again; exactly 1000 rows of one table are followed by a full pull of that table (§1.5).
 *   <li>The row that the server names in a refusal is refused; its neighbours go out again (§1.8). After a deadlock no row is refused.
 * </ul>
 *
 * <p>A mutation's collection is its table, its payload the full row as a JSON object with the names of the wire, and its key what
 * {@link RowTable#key} says. Of several mutations of a key only the last one is sent. A change's payload is the row as the
 * server tells it; its kind is {@code put}, or {@link Mutation#DELETE} for a tombstone.
 *
 * <p>Thread-safe.
 */
public final class RowSyncDialect implements Dialect {
    private static final String PATH = "api/sync";

    /** About what the names around a row weigh. */
    private static final int ENVELOPE_BYTES = 250;

    private static final int MAX_RESTARTS = 2;

    private final String user;
    private final RowTables tables;
    private final RequestWriter writer;
    private final Duration overlap;
    private final LookBack lookBack;
    private final Duration listEvery;
    private final int maxBatchCount;
    private final long maxBatchBytes;
    private final Headers headers;

    RowSyncDialect(RowSyncDialectBuilder builder, RowTables tables) {
        this.user = builder.user;
        this.tables = tables;
        this.lookBack = new LookBack(builder);
        this.writer = new RequestWriter(builder, tables, lookBack);
        this.overlap = builder.overlap;
        this.listEvery = builder.listEvery;
        this.maxBatchCount = builder.maxBatchCount;
        this.maxBatchBytes = builder.maxBatchBytes;
        Headers.Builder headers = new Headers.Builder().add("Content-Type", "application/json");
        if (builder.gzip) {
            headers.add("Accept-Encoding", "gzip");
        }
        this.headers = headers.build();
    }

    /**
     * Starts a dialect for one user.
     *
     * @param userId the subject of the token; part of the {@linkplain ServerIdentity identity}, never sent
     * @return a builder
     * @throws IllegalArgumentException if the id is empty
     */
    public static RowSyncDialectBuilder builder(String userId) {
        return new RowSyncDialectBuilder(userId);
    }

    @Override
    public Capabilities capabilities(String server) {
        return Capabilities.keys("row-sync", new ServerIdentity(server, user))
                .account(user)
                .resendSafe()
                .recognisesOwn()
                .coalesces()
                .calls()
                .listEvery(listEvery)
                .batchesOf(maxBatchCount, maxBatchBytes)
                .build();
    }

    // ---- mutations

    @Override
    public int measure(Mutation mutation) {
        RowTable table = tables.get(mutation.collection());
        if (table == null) {
            throw RowRules.refused(mutation, "no such table is described; the server would skip it in silence");
        }
        try {
            RowRules.check(table, mutation);
        } catch (JsonDataException e) {
            throw RowRules.refused(mutation, String.valueOf(e.getMessage()));
        }
        return (int) Math.min(Integer.MAX_VALUE, Utf8.size(mutation.payload()) + ENVELOPE_BYTES);
    }

    @Override
    public String echo(Mutation mutation) {
        return mutation.kind().equals(Mutation.DELETE)
                ? Confirmed.GONE
                : Fingerprint.of(table(mutation), RowText.of(mutation.payload()));
    }

    @Override
    public Instant stamp(Mutation mutation) {
        RowTable table = table(mutation);
        boolean row = table.editedColumn() != null && !mutation.payload().trim().equals("null");
        Instant edited = row ? RowReader.editedAt(table, RowText.of(mutation.payload())) : null;
        return edited == null ? mutation.createdAt() : edited;
    }

    @Override
    public List<Reference> references(Mutation mutation) {
        return References.of(tables, mutation);
    }

    @Override
    public String alias(Mutation mutation) {
        return References.alias(tables, mutation);
    }

    @Override
    public int rank(Mutation mutation) {
        RowTable table = table(mutation);
        return tables.rank(table.name(), mutation.kind().equals(Mutation.DELETE) && table.deletedColumn() == null);
    }

    private RowTable table(Mutation mutation) {
        return tables.orPlain(mutation.collection());
    }

    // ---- wire

    @Override
    public String freeze(Ask.Push push) {
        return writer.push(push).utf8();
    }

    @Override
    public WireRequest encode(Ask ask) {
        if (ask instanceof Ask.Call call) {
            return WireRequest.call(call.call());
        }
        if (ask instanceof Ask.Push push) {
            return post(push.wire().isEmpty() ? writer.push(push) : ByteString.encodeUtf8(push.wire()));
        }
        if (ask instanceof Ask.Pull pull) {
            return post(writer.pull(RowCursor.of(pull.cursor(), tables)));
        }
        throw new IllegalArgumentException("a row-sync server is not checked but pulled from");
    }

    private WireRequest post(ByteString body) {
        return new WireRequest("POST", PATH, headers, body);
    }

    @Override
    public Answer decode(Ask ask, WireResponse response, ChangeSink sink) throws IOException {
        if (ask instanceof Ask.Call) {
            Page here = new Page(ask.cursor(), false);
            return new Answer.Settled(Collections.emptyList(), here, response.apiResponse());
        }
        if (ask instanceof Ask.Push push) {
            String attempted = "push of " + push.mutations().size() + " rows";
            return response.status() == 200
                    ? RowPushDecoder.taken(
                            attempted, push, RowCursor.of(push.cursor(), tables).clock(), overlap, response)
                    : refused(attempted, push, response);
        }
        RowCursor from = RowCursor.of(ask.cursor(), tables);
        String attempted = attempted(from);
        return response.status() == 200
                ? RowPullDecoder.decode(attempted, from, tables, overlap, lookBack, response, sink)
                : failed(attempted, from, response);
    }

    private static String attempted(RowCursor from) {
        Paging paging = from.paging();
        if (paging == null) {
            return "pull behind " + from.marks().get(0);
        }
        String what = from.mode() == RowCursor.REFILL ? "table " + from.refill().get(0) : "all tables";
        return "full pull of " + what + ", pass " + paging.pass() + (paging.isFirstPage() ? "" : ", next page");
    }

    private Answer refused(String attempted, Ask.Push push, WireResponse response) {
        RowErrorWords words = RowErrorWords.of(response.body());
        Answer answer = response.status() == 500 ? RowPushDecoder.blamed(push, tables, words) : null;
        if (answer == null) {
            throw failure(attempted, response, words);
        }
        return answer;
    }

    /** A cursor that the server does not know any more is no reason to wait: the pages begin again (§1.5). */
    private static Answer failed(String attempted, RowCursor from, WireResponse response) {
        RowErrorWords words = RowErrorWords.of(response.body());
        Paging paging = from.paging();
        if (response.status() != 500 || !words.isBadCursor() || paging == null || paging.isFirstPage()) {
            throw failure(attempted, response, words);
        }
        boolean again = paging.restarts() < MAX_RESTARTS;
        boolean listing = from.mode() == RowCursor.LISTING;
        Cursor next =
                !again && listing ? Cursor.START : from.at(paging.restart()).token();
        return new Answer.Settled(Collections.emptyList(), new Page(next, again), null);
    }

    private static RuntimeException failure(String attempted, WireResponse response, RowErrorWords words) {
        TransportException failure = response.failure(attempted, words.brief());
        return failure != null ? failure : Garbage.of(attempted, "status " + response.status(), null);
    }
}
