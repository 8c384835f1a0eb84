package dev.mooring.systemtests.trust;

import java.io.IOException;
import java.net.ConnectException;
import java.util.function.Predicate;
import okhttp3.Interceptor;
import okhttp3.MediaType;
import okhttp3.OkHttpClient;
import okhttp3.Protocol;
import okhttp3.Request;
import okhttp3.Response;
import okhttp3.ResponseBody;

/** The way to a server, which can be cut, blocked for some paths, or be in somebody else's hands. */
final class Network {
    boolean up = true;
    /** What is not reachable although the rest is. */
    Predicate<Request> blocked = request -> false;
    /** A page that is answered in place of everything; null for none. */
    String portal;
    /** What the server fails on. */
    Predicate<Request> sick = request -> false;

    OkHttpClient to(Interceptor server) {
        return new OkHttpClient.Builder()
                .addInterceptor(this::pass)
                .addInterceptor(server)
                .build();
    }

    private Response pass(Interceptor.Chain chain) throws IOException {
        Request request = chain.request();
        if (!up || blocked.test(request)) {
            throw new ConnectException("no way to " + request.url());
        }
        if (portal != null) {
            return answer(request, 200, portal, "text/html");
        }
        return sick.test(request)
                ? answer(request, 500, "{\"error\":\"out of order\"}", "application/json")
                : chain.proceed(request);
    }

    private static Response answer(Request request, int status, String body, String type) {
        return new Response.Builder()
                .request(request)
                .protocol(Protocol.HTTP_1_1)
                .code(status)
                .message("answer")
                .header("Content-Type", type)
                .body(ResponseBody.create(body, MediaType.get(type)))
                .build();
    }
}
