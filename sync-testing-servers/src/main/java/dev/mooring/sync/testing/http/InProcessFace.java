package dev.mooring.sync.testing.http;

import java.io.IOException;
import java.net.ConnectException;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import okhttp3.Headers;
import okhttp3.Interceptor;
import okhttp3.MediaType;
import okhttp3.Protocol;
import okhttp3.RequestBody;
import okhttp3.Response;
import okhttp3.ResponseBody;
import okio.Buffer;
import okio.Okio;
import org.jspecify.annotations.Nullable;

/** The server inside an OkHttp client: no socket, no thread, no gzip. */
final class InProcessFace implements Interceptor {
    private static final MediaType JSON = MediaType.get("application/json");

    private final Function<Request, Reply> server;

    InProcessFace(Function<Request, Reply> server) {
        this.server = server;
    }

    @Override
    public Response intercept(Chain chain) throws IOException {
        okhttp3.Request request = chain.request();
        Reply reply =
                server.apply(new Request(request.method(), path(request), headers(request), body(request.body())));
        if (reply.status() == Reply.NONE.status()) {
            throw new ConnectException("the stand-in server gives no answer");
        }
        return new Response.Builder()
                .request(request)
                .protocol(Protocol.HTTP_1_1)
                .code(reply.status())
                .message("")
                .headers(Headers.of(reply.headers()))
                .body(ResponseBody.create(
                        Okio.buffer(Okio.source(reply.body().open())),
                        JSON,
                        reply.body().length()))
                .build();
    }

    private static String path(okhttp3.Request request) {
        String query = request.url().encodedQuery();
        return request.url().encodedPath() + (query == null ? "" : "?" + query);
    }

    private static Map<String, String> headers(okhttp3.Request request) {
        Headers headers = request.headers();
        Map<String, String> map = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
        map.put("Host", request.url().host() + ":" + request.url().port());
        for (int i = 0; i < headers.size(); i++) {
            map.put(headers.name(i), headers.value(i));
        }
        return map;
    }

    private static byte[] body(@Nullable RequestBody body) throws IOException {
        Buffer buffer = new Buffer();
        if (body != null) {
            body.writeTo(buffer);
        }
        return buffer.readByteArray();
    }
}
