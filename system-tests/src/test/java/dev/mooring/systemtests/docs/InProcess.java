package dev.mooring.systemtests.docs;

import dev.mooring.sync.testing.eventlog.EventLogServer;
import dev.mooring.sync.testing.eventlog.Reply;
import java.io.IOException;
import java.util.Map;
import java.util.TreeMap;
import okhttp3.Headers;
import okhttp3.Interceptor;
import okhttp3.MediaType;
import okhttp3.Protocol;
import okhttp3.Request;
import okhttp3.Response;
import okhttp3.ResponseBody;
import okio.Buffer;

// sample: in-process
/** Answers every request of an OkHttpClient from a server in this process, without a socket or a thread. */
record InProcess(EventLogServer server) implements Interceptor {
    @Override
    public Response intercept(Chain chain) throws IOException {
        Request request = chain.request();
        Buffer body = new Buffer();
        if (request.body() != null) {
            request.body().writeTo(body);
        }
        Map<String, String> headers = new TreeMap<>();
        request.headers().forEach(header -> headers.put(header.getFirst(), header.getSecond()));
        String path = request.url().encodedPath() + "?"
                + (request.url().query() == null ? "" : request.url().query());
        Reply reply = server.handle(
                new dev.mooring.sync.testing.eventlog.Request(request.method(), path, headers, body.readByteArray()));
        return new Response.Builder()
                .request(request)
                .protocol(Protocol.HTTP_1_1)
                .code(reply.status())
                .message("")
                .headers(Headers.of(reply.headers()))
                .body(ResponseBody.create(reply.body().bytes(), MediaType.get("application/json")))
                .build();
    }
}
// end
