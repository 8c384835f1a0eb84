package dev.mooring.sync.okhttp;

import dev.mooring.sync.spi.WakeUps.End;
import dev.mooring.sync.spi.WakeUps.Kind;
import java.io.IOException;
import java.time.Instant;
import java.util.function.Supplier;
import okhttp3.Call;
import okhttp3.MediaType;
import okhttp3.OkHttpClient;
import okhttp3.Request;
import okhttp3.Response;
import okhttp3.ResponseBody;
import okhttp3.sse.EventSource;
import okhttp3.sse.EventSourceListener;
import okhttp3.sse.EventSources;
import okio.Buffer;
import okio.ForwardingSource;
import okio.Okio;
import okio.Utf8;
import org.jspecify.annotations.Nullable;

/** A stream of server-sent events. */
final class StreamRunner extends EventSourceListener implements LiveCarrier, HeldCall.Connection {
    private final Call call;
    private final String attempted;
    private final Meter meter;
    private final Supplier<Instant> clock;
    private final Taker taker;
    private volatile boolean open;

    /** A stream that is not asked for yet. */
    StreamRunner(
            OkHttpClient client, Request request, String attempted, Meter meter, Supplier<Instant> clock, Taker taker) {
        this.call = HeldCall.client(client).build().newCall(request);
        this.attempted = attempted;
        this.meter = meter;
        this.clock = clock;
        this.taker = taker;
    }

    @Override
    public void run() {
        HeldCall.run(call, this, taker);
    }

    @Override
    public void talk(Response response) {
        ResponseBody body = response.body();
        ResponseBody counted =
                ResponseBody.create(Okio.buffer(new Counted(body)), body.contentType(), body.contentLength());
        EventSources.processResponse(response.newBuilder().body(counted).build(), this);
    }

    @Override
    public End failure(Exception e) {
        return LiveEnds.failed(attempted, e, open, meter);
    }

    @Override
    public @Nullable End refusal(Response response) {
        MediaType type = response.body().contentType();
        boolean events =
                type != null && type.type().equals("text") && type.subtype().equals("event-stream");
        if (response.code() != 200 || (!events && type != null && type.subtype().equals("html"))) {
            return LiveRefusal.of(attempted, response, clock);
        }
        String malformed = Heads.malformed(response.headers());
        String encoding = response.header("Content-Encoding", "identity");
        String what = !events
                ? "what is no stream of events"
                : malformed != null
                        ? malformed
                        : "identity".equalsIgnoreCase(encoding) ? null : "an encoding that was not asked for";
        return what == null ? null : new End(Kind.GARBAGE, attempted + " was answered with " + what, null);
    }

    @Override
    public boolean send(String text) {
        return false;
    }

    @Override
    public void close(int code) {
        call.cancel();
    }

    @Override
    public void onOpen(EventSource events, Response response) {
        open = true;
        taker.opened();
    }

    @Override
    public void onEvent(EventSource events, @Nullable String id, @Nullable String type, String data) {
        meter.message();
        if (Utf8.size(data) > meter.maxBytes()) {
            call.cancel();
            taker.ended(LiveEnds.tooLarge(attempted, meter));
        } else {
            taker.text(type == null || type.isEmpty() ? "message" : type, data);
        }
    }

    @Override
    public void onClosed(EventSource events) {
        taker.ended(new End(Kind.AWAY, attempted + " was ended by the server", null));
    }

    @Override
    public void onFailure(EventSource events, @Nullable Throwable t, @Nullable Response response) {
        taker.ended(LiveEnds.failed(attempted, t == null ? new IOException("no events") : t, open, meter));
    }

    /** OkHttp tells of no comment, and each byte is a sign of life. */
    private final class Counted extends ForwardingSource {
        Counted(ResponseBody body) {
            super(body.source());
        }

        @Override
        public long read(Buffer sink, long byteCount) throws IOException {
            long count = super.read(sink, byteCount);
            if (count > 0) {
                taker.alive();
                meter.read(count);
            }
            return count;
        }
    }
}
