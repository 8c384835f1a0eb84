package dev.mooring.examples.service.office;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.mooring.examples.service.office.OfficeApi.Result;
import dev.mooring.examples.service.office.OfficeApi.Results;
import dev.mooring.examples.service.office.OfficeApi.Row;
import dev.mooring.examples.service.office.OfficeApi.Rows;
import dev.mooring.examples.service.office.OfficeApi.Write;
import dev.mooring.examples.service.office.OfficeApi.Writes;
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
import java.time.format.DateTimeParseException;
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
import org.jspecify.annotations.Nullable;

/** The calls of the service to its backend, as a transport: rows of synced tables go there and come from there. */
public final class OfficeTransport {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final MediaType TYPE = MediaType.get("application/json");
    private static final long MOST_BYTES = 8 << 20;

    private final OkHttpClient http;
    private final HttpUrl rows;
    private final String token;

    private OfficeTransport(OkHttpClient http, HttpUrl rows, String token) {
        this.http = http;
        this.rows = rows;
        this.token = token;
    }

    /**
     * A transport for one user.
     *
     * @param shared by all users: its connections and deadlines; its call timeout is a minute at most
     * @param backend its address
     * @param user whose rows these are
     * @param token the backend knows the user by
     */
    public static Transport of(OkHttpClient shared, HttpUrl backend, String user, String token) {
        OkHttpClient http = shared.newBuilder()
                .retryOnConnectionFailure(false) // Mooring alone knows which request may be repeated.
                .dispatcher(new Dispatcher()) // So that ending one user's calls ends nobody else's.
                .addNetworkInterceptor(chain -> checked(chain.proceed(chain.request())))
                .build();
        OfficeTransport calls = new OfficeTransport(http, backend.resolve("rows"), token);
        ServerIdentity whose =
                new ServerIdentity("office", user); // A name, so that the backend may move to another address.
        Capabilities server = Capabilities.keys("office", whose)
                .account(user)
                .resendSafe() // The same write twice changes nothing.
                .recognisesOwn() // A row shows the id of the write that made it.
                .coalesces() // Only the last state of a row counts.
                .build();
        return CallsTransport.of(server, calls::push, calls::pull, http.dispatcher()::cancelAll);
    }

    /** Asked twice: before OkHttp repeats a request for a Retry-After of 0, and behind interceptors that answer by themselves. */
    private static Response checked(Response it) {
        HttpStatus.check("the backend's rows", it.code(), it.header("Retry-After"), it.header("Date"));
        return it;
    }

    private List<Outcome> push(Ask.Push ask) throws Exception {
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
                default -> {} // It stays, and goes out again.
            }
        }
        return outcomes;
    }

    private Page pull(Cursor from, ChangeSink sink) throws Exception {
        HttpUrl since =
                rows.newBuilder().addQueryParameter("since", from.token()).build();
        Request.Builder get = new Request.Builder().url(since);
        Rows answer = call(get, Rows.class);
        List<Incoming> changes = new ArrayList<>();
        for (Row it : answer.rows()) {
            String kind = it.gone() ? Mutation.DELETE : "put";
            String echo = it.gone() ? Confirmed.GONE : it.write();
            String row = it.gone() ? "null" : it.row().toString();
            Change change = new Change(Change.NO_POSITION, it.table(), it.id(), kind, row, it.gone(), 1, "", "");
            changes.add(new Incoming(change, echo, edited(it)));
        }
        Cursor next = new Cursor(answer.next());
        sink.accept(changes, next);
        return new Page(next, answer.more());
    }

    /** When the row was written by its writer's clock, for {@code lastWriteWins()}. */
    private static @Nullable Instant edited(Row it) {
        try {
            return it.gone() ? null : Instant.parse(it.row().path("updatedAt").asText());
        } catch (DateTimeParseException notOurs) {
            return null;
        }
    }

    private <T> T call(Request.Builder request, Class<T> type) throws IOException {
        request.header("Authorization", "Bearer " + token).header("Accept-Encoding", "identity");
        String text;
        try (Response response = checked(http.newCall(request.build()).execute())) {
            text = response.peekBody(MOST_BYTES)
                    .string(); // Read whole before it is parsed: what breaks here was lost, not garbage.
        }
        try {
            return Objects.requireNonNull(JSON.readValue(text, type), "null is no answer");
        } catch (JsonProcessingException e) {
            http.connectionPool().evictAll();
            throw new ProtocolException("an answer that is no " + type.getSimpleName(), e);
        }
    }
}
