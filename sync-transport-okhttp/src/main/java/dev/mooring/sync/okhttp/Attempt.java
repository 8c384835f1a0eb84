package dev.mooring.sync.okhttp;

import dev.mooring.sync.spi.Cancellation;
import dev.mooring.sync.spi.TransportException.Delivery;
import java.io.IOException;
import okhttp3.Call;
import okhttp3.EventListener;
import okhttp3.Headers;
import okhttp3.Interceptor;
import okhttp3.Response;
import org.jspecify.annotations.Nullable;

/**
 * One HTTP request under way: notes how much of it the server may have seen.
 *
 * <p>It also replaces Retry-After for OkHttp's eyes: at {@code 503} with {@code Retry-After: 0}, and at {@code 408} without
 * one, OkHttp would send the request again by itself, and an answer is core's to act on.
 */
final class Attempt extends EventListener {
    private static final String RETRY_AFTER = "Retry-After";

    /** Stands in the place of the server's own, so that OkHttp does not repeat the request for a 0. */
    private static final String STAND_IN = "1";

    private final Cancellation cancellation;
    private final Runnable sent;
    private volatile boolean begun;
    private volatile boolean answered;
    private volatile @Nullable String retryAfter;

    /**
     * Nothing has left yet.
     *
     * @param sent what is done when the request has left
     */
    Attempt(Cancellation cancellation, Runnable sent) {
        this.cancellation = cancellation;
        this.sent = sent;
    }

    /** OkHttp calls it on the thread of the exchange, before it waits for the answer. The body is flushed by then. */
    @Override
    public void requestBodyEnd(Call call, long byteCount) {
        sent.run();
    }

    @Override
    public void requestHeadersStart(Call call) {
        begun = true;
    }

    /** What the server may have seen, as long as no whole answer is there. */
    Delivery delivery() {
        return begun ? Delivery.MAYBE_SENT : Delivery.NOT_SENT;
    }

    boolean begun() {
        return begun;
    }

    /** The headers of the answer as whoever answered sent them. */
    Headers asSent(Headers headers) {
        String sent = retryAfter(headers);
        Headers.Builder before = headers.newBuilder().removeAll(RETRY_AFTER);
        return (sent == null ? before : before.add(RETRY_AFTER, sent)).build();
    }

    /** The server's, or that of an interceptor of the app's which has answered in the server's place. */
    private @Nullable String retryAfter(Headers headers) {
        String now = headers.get(RETRY_AFTER);
        return answered && STAND_IN.equals(now) ? retryAfter : now;
    }

    /** Below OkHttp's own follow-ups and the app's interceptors: the connection stands, and the first byte is next. */
    static Response intercept(Interceptor.Chain chain) throws IOException {
        Attempt attempt = chain.request().tag(Attempt.class);
        if (attempt != null && !attempt.cancellation.maySend()) {
            throw new IOException("not sent any more");
        }
        Response response = chain.proceed(chain.request());
        if (attempt == null) {
            return response;
        }
        attempt.retryAfter = response.header(RETRY_AFTER);
        attempt.answered = true;
        return response.newBuilder().header(RETRY_AFTER, STAND_IN).build();
    }
}
