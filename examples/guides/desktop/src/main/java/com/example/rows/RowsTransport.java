package com.example.rows;

import com.example.rows.RowsApi.Result;
import com.example.rows.RowsApi.Results;
import com.example.rows.RowsApi.Row;
import com.example.rows.RowsApi.Rows;
import com.example.rows.RowsApi.Write;
import com.example.rows.RowsApi.Writes;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.mooring.sync.Change;
import dev.mooring.sync.Cursor;
import dev.mooring.sync.Mutation;
import dev.mooring.sync.ServerIdentity;
import dev.mooring.sync.spi.Ask;
import dev.mooring.sync.spi.Capabilities;
import dev.mooring.sync.spi.ChangeSink;
import dev.mooring.sync.spi.ChangeSink.Incoming;
import dev.mooring.sync.spi.Outcome;
import dev.mooring.sync.spi.Page;
import dev.mooring.sync.spi.ProtocolException;
import dev.mooring.sync.spi.Transport;
import dev.mooring.sync.spi.storage.Confirmed;
import dev.mooring.sync.transport.CallsTransport;
import dev.mooring.sync.transport.HttpStatus;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import okhttp3.Dispatcher;
import okhttp3.HttpUrl;
import okhttp3.MediaType;
import okhttp3.OkHttpClient;
import okhttp3.Request;
import okhttp3.RequestBody;
import okhttp3.Response;

/** The app's own calls to its backend, as a transport for synced tables with {@code RowFormat.ROWS}. */
public final class RowsTransport {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final MediaType TYPE = MediaType.get("application/json");

    private final OkHttpClient http;
    private final HttpUrl rows;
    private final String token;

    private RowsTransport(OkHttpClient http, HttpUrl rows, String token) {
        this.http = http;
        this.rows = rows;
        this.token = token;
    }

    public static Transport of(OkHttpClient shared, String backend, String user, String token) {
        OkHttpClient http = shared.newBuilder()
                .retryOnConnectionFailure(false) // Mooring knows which request may be repeated.
                .dispatcher(new Dispatcher()) // cancelAll, below, ends the calls of this transport alone.
                .addNetworkInterceptor(chain -> checked(chain.proceed(chain.request())))
                .build();
        RowsTransport calls = new RowsTransport(http, HttpUrl.get(backend).resolve("rows"), token);
        Capabilities can = Capabilities.keys("rows", new ServerIdentity("my-backend", user))
                .account(user) // The word of the app for whom these calls are made.
                .resendSafe() // The same write twice changes nothing.
                .recognisesOwn() // A row shows the id of the write that made it.
                .coalesces() // Only the last state of a row counts.
                .build();
        return CallsTransport.of(can, calls::push, calls::pull, http.dispatcher()::cancelAll);
    }

    private List<Outcome> push(Ask.Push ask) throws IOException {
        List<Write> writes = new ArrayList<>();
        for (Mutation it : ask.mutations()) {
            boolean gone = it.kind().equals(Mutation.DELETE);
            writes.add(new Write(it.id().toString(), it.collection(), it.key(), gone, JSON.readTree(it.payload())));
        }
        Writes body = new Writes(ask.cursor().token(), writes);
        Request.Builder post =
                new Request.Builder().url(rows).post(RequestBody.create(JSON.writeValueAsBytes(body), TYPE));
        List<Outcome> outcomes = new ArrayList<>();
        for (Result it : call(post, Results.class).results()) {
            UUID id = UUID.fromString(it.write());
            switch (it.status()) {
                case 200 -> outcomes.add(new Outcome.Accepted(id, Change.NO_POSITION));
                case 409 -> outcomes.add(new Outcome.Conflict(id, it.words()));
                case 422 -> outcomes.add(new Outcome.Rejected(id, it.words()));
                default -> {} // It stays in the outbox, and goes out again.
            }
        }
        return outcomes;
    }

    private Page pull(Cursor from, ChangeSink sink) throws IOException {
        HttpUrl since =
                rows.newBuilder().addQueryParameter("since", from.token()).build();
        Rows answer = call(new Request.Builder().url(since), Rows.class);
        List<Incoming> changes = new ArrayList<>();
        for (Row it : answer.rows()) {
            changes.add(incoming(it));
        }
        Cursor next = new Cursor(answer.next());
        sink.accept(changes, next);
        return new Page(next, answer.more());
    }

    private static Incoming incoming(Row it) {
        if (it.gone()) {
            return new Incoming(Change.gone(it.table(), it.id()), Confirmed.GONE, null);
        }
        String row = it.row().toString();
        Change change = new Change(Change.NO_POSITION, it.table(), it.id(), "put", row, false, 1, "", "");
        Instant edited = Instant.parse(it.row().path("updatedAt").asText()); // For lastWriteWins().
        return new Incoming(change, Objects.requireNonNull(it.write()), edited);
    }

    /** Asked twice: before OkHttp repeats a request for a Retry-After of 0, and behind interceptors that answer by themselves. */
    private static Response checked(Response it) {
        HttpStatus.check("rows", it.code(), it.header("Retry-After"), it.header("Date"));
        return it;
    }

    private <T> T call(Request.Builder request, Class<T> type) throws IOException {
        request.header("Authorization", "Bearer " + token).header("Accept-Encoding", "identity");
        String text;
        try (Response response = checked(http.newCall(request.build()).execute())) {
            text = response.peekBody(8 << 20).string(); // Whole, before it is parsed.
        }
        try {
            return Objects.requireNonNull(JSON.readValue(text, type));
        } catch (JsonProcessingException e) {
            http.connectionPool().evictAll();
            throw new ProtocolException("an answer that is no " + type.getSimpleName(), e);
        }
    }
}
