package dev.mooring.systemtests.docs.guides;

import java.io.IOException;
import okhttp3.Interceptor;
import okhttp3.Protocol;
import okhttp3.Response;
import okhttp3.ResponseBody;

/** An application interceptor that answers in the server's place: for a test, or as an app's own brake. */
final class Throttle implements Interceptor {
    /** How long it asks to be left alone, in seconds; 0 lets requests pass. */
    int retryAfter;

    int refused;

    @Override
    public Response intercept(Chain chain) throws IOException {
        if (retryAfter == 0) {
            return chain.proceed(chain.request());
        }
        refused++;
        return new Response.Builder()
                .request(chain.request())
                .protocol(Protocol.HTTP_1_1)
                .code(503)
                .message("busy")
                .header("Retry-After", Integer.toString(retryAfter))
                .body(ResponseBody.create("", null))
                .build();
    }
}
