package dev.mooring.systemtests.docs;

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
import okhttp3.OkHttpClient;

/** The contract suite over the guide's own calls. */
// sample: own-calls-tck
class ItemsTransportTest extends TransportTck {
    @Override
    protected Transport create(TransportConfig config) {
        OkHttpClient client = new OkHttpClient.Builder()
                .connectTimeout(config.connect())
                .readTimeout(config.read())
                .callTimeout(config.call())
                .build();
        return ItemsTransport.of(client, config.baseUrl(), "anna", "phone");
    }

    @Override
    protected GoodExchange pull() {
        List<String> items = List.of(item("a"), item("b"), item("c"));
        return new GoodExchange(new Ask.Pull(Cursor.START), "{\"items\":[", items, "],\"next\":\"9\",\"more\":false}");
    }

    @Override
    protected GoodExchange push() {
        Mutation mutation = Mutation.of("item", "a", "put", "1").recorded(new UUID(1, 1), Instant.EPOCH);
        Ask.Push ask = new Ask.Push(new UUID(2, 2), Cursor.START, Instant.EPOCH, List.of(mutation));
        String result = "{\"write\":\"" + mutation.id() + "\",\"status\":200,\"words\":\"\"}";
        return new GoodExchange(ask, "{\"results\":[" + result, List.of(), "]}");
    }

    @Override
    protected boolean refreshesCredentials() {
        return false; // An OkHttp authenticator would; the guide has none.
    }

    @Override
    protected boolean acceptsGzip() {
        return false; // It asks for none.
    }

    private static String item(String id) {
        return "{\"id\":\"" + id + "\",\"write\":\"w\",\"gone\":false,\"text\":\"1\"}";
    }
}
// end
