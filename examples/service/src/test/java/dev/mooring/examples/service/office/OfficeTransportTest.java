package dev.mooring.examples.service.office;

import dev.mooring.sync.Cursor;
import dev.mooring.sync.Mutation;
import dev.mooring.sync.spi.Ask;
import dev.mooring.sync.spi.Transport;
import dev.mooring.sync.testing.transport.GoodExchange;
import dev.mooring.sync.testing.transport.TransportConfig;
import dev.mooring.sync.testing.transport.TransportTck;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import okhttp3.HttpUrl;
import okhttp3.OkHttpClient;

/** Plays some sixty faults of networks and servers to the calls of the service. */
class OfficeTransportTest extends TransportTck {
    @Override
    protected Transport create(TransportConfig config) {
        OkHttpClient http = new OkHttpClient.Builder()
                .connectTimeout(config.connect())
                .readTimeout(config.read())
                .callTimeout(config.call())
                .build();
        return OfficeTransport.of(http, HttpUrl.get(config.baseUrl()), "ada", "ada");
    }

    @Override
    protected GoodExchange pull() {
        List<String> rows = List.of(row("a"), row("b"), row("c"));
        return new GoodExchange(new Ask.Pull(Cursor.START), "{\"rows\":[", rows, "],\"next\":\"9\",\"more\":false}");
    }

    @Override
    protected GoodExchange push() {
        Mutation mutation =
                Mutation.of("visit", "a", "insert", "{\"id\":\"a\"}").recorded(new UUID(1, 1), Instant.EPOCH);
        Ask.Push ask = new Ask.Push(new UUID(2, 2), Cursor.START, Instant.EPOCH, List.of(mutation));
        String result = "{\"write\":\"" + mutation.id() + "\",\"status\":200,\"words\":\"\"}";
        return new GoodExchange(ask, "{\"results\":[" + result, List.of(), "]}");
    }

    @Override
    protected boolean refreshesCredentials() {
        return false; // The token of a user is fixed here.
    }

    @Override
    protected boolean acceptsGzip() {
        return false; // It asks for none.
    }

    private static String row(String id) {
        return "{\"table\":\"visit\",\"id\":\"" + id + "\",\"write\":\"w\",\"gone\":false,\"row\":{\"id\":\"" + id
                + "\"}}";
    }
}
