package dev.mooring.sync.okhttp;

import dev.mooring.sync.spi.Answer;
import dev.mooring.sync.spi.Ask;
import dev.mooring.sync.spi.ChangeSink;
import java.io.IOException;
import java.time.Instant;
import java.util.function.Supplier;
import okhttp3.Call;
import okhttp3.Headers;
import okhttp3.Response;
import okio.Okio;

/** Gives a response to the dialect, a long one on two threads. */
final class Decoding {
    /** A body of this size or less is decoded sooner than another thread is told of it. */
    private static final long SHORT_BODY = 64 << 10;

    private Decoding() {}

    static WireResponse wire(
            Response response,
            GuardedBody body,
            Attempt attempt,
            Supplier<Instant> clock,
            OkHttpTransportBuilder.Limits limits) {
        Headers headers = attempt.asSent(response.headers());
        return new WireResponse(
                response.code(),
                headers,
                Okio.buffer(body),
                RetryAfter.of(headers.get("Retry-After"), headers, clock),
                limits.maxValueBytes());
    }

    static Answer decode(
            Dialect dialect,
            Ask ask,
            Call call,
            Response response,
            WireResponse wire,
            GuardedBody body,
            ChangeSink sink)
            throws IOException {
        ReadAhead.Decoding decoding = taker -> dialect.decode(ask, wire, (slice, after) -> {
            body.progressed();
            taker.accept(slice, after);
        });
        long length = response.body().contentLength();
        boolean isLong = ask instanceof Ask.Pull && (length < 0 || length > SHORT_BODY);
        return isLong ? ReadAhead.run(decoding, sink, call::cancel) : decoding.into(sink);
    }
}
