package dev.mooring.systemtests.docs;

import static java.util.Objects.requireNonNull;

import com.squareup.moshi.Moshi;
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
import dev.mooring.systemtests.docs.ItemsApi.Item;
import dev.mooring.systemtests.docs.ItemsApi.Items;
import dev.mooring.systemtests.docs.ItemsApi.Result;
import dev.mooring.systemtests.docs.ItemsApi.Results;
import dev.mooring.systemtests.docs.ItemsApi.Write;
import dev.mooring.systemtests.docs.ItemsApi.Writes;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import okhttp3.Call;
import okhttp3.Dispatcher;
import okhttp3.OkHttpClient;
import okhttp3.Request;
import okhttp3.RequestBody;
import okhttp3.Response;

/** The app's own calls to its own server, as a transport. */
// sample: own-calls
record ItemsTransport(OkHttpClient http, String url, String device, Moshi json) {
    static Transport of(OkHttpClient client, String url, String user, String device) {
        var http = client.newBuilder().retryOnConnectionFailure(false).dispatcher(new Dispatcher());
        http.addNetworkInterceptor(chain -> checked(chain.proceed(chain.request())));
        var items = new ItemsTransport(http.build(), url, device, new Moshi.Builder().build());
        var can = Capabilities.keys("items", new ServerIdentity(url, user));
        can.resendSafe().recognisesOwn().coalesces();
        return CallsTransport.of(can.build(), items::push, items::pull, items.http.dispatcher()::cancelAll);
    }

    List<Outcome> push(Ask.Push ask) throws IOException {
        List<Write> writes = new ArrayList<>();
        for (Mutation it : ask.mutations()) {
            writes.add(new Write(it.id().toString(), it.key(), it.kind().equals(Mutation.DELETE), it.payload()));
        }
        Writes body = new Writes(device, ask.cursor().token(), writes);
        RequestBody post = RequestBody.create(json.adapter(Writes.class).toJson(body), null);
        List<Outcome> outcomes = new ArrayList<>();
        for (Result it : call("POST", "items/batch", post, Results.class).results()) {
            UUID id = UUID.fromString(it.write());
            switch (it.status()) {
                case 200 -> outcomes.add(new Outcome.Accepted(id, Change.NO_POSITION));
                case 409 -> outcomes.add(new Outcome.Conflict(id, it.words()));
                case 422 -> outcomes.add(new Outcome.Rejected(id, it.words()));
            }
        }
        return outcomes;
    }

    Page pull(Cursor from, ChangeSink sink) throws IOException {
        Items answer = call("GET", "items?since=" + from.token(), null, Items.class);
        List<Incoming> changes = new ArrayList<>();
        for (Item it : answer.items()) {
            String id = requireNonNull(it.id());
            String text = it.gone() ? "null" : requireNonNull(it.text());
            String echo = it.gone() ? Confirmed.GONE : requireNonNull(it.write());
            Change change = new Change(Change.NO_POSITION, "item", id, "put", text, it.gone(), 1, "", "");
            changes.add(new Incoming(change, echo));
        }
        sink.accept(changes, new Cursor(answer.next()));
        return new Page(new Cursor(answer.next()), answer.more());
    }

    static Response checked(Response it) {
        HttpStatus.check("items", it.code(), it.header("Retry-After"), it.header("Date"));
        return it;
    }

    <T> T call(String method, String path, RequestBody body, Class<T> type) throws IOException {
        Request.Builder request = new Request.Builder().url(url + path).header("Accept-Encoding", "identity");
        Call call = http.newCall(request.method(method, body).build());
        String text;
        try (Response response = checked(call.execute())) {
            text = response.peekBody(8 << 20).string();
        }
        try {
            return json.adapter(type).fromJson(text);
        } catch (IOException e) {
            http.connectionPool().evictAll();
            throw new ProtocolException("an answer that is no " + type.getSimpleName(), e);
        }
    }
}
// end
