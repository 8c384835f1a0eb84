package dev.mooring.examples.desktop.model;

import dev.mooring.examples.desktop.server.HouseRule;
import dev.mooring.sync.Connectivity;
import dev.mooring.sync.Registration;
import java.io.IOException;
import java.net.ConnectException;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import okhttp3.Call;
import okhttp3.Interceptor;
import okhttp3.MediaType;
import okhttp3.OkHttpClient;
import okhttp3.Protocol;
import okhttp3.Request;
import okhttp3.Response;
import okhttp3.ResponseBody;
import okio.Okio;
import okio.Throttler;
import org.jspecify.annotations.Nullable;

/**
 * A device's way to the server: a gate in front of OkHttp that can be shut, with weather behind it. It is also what the platform would
 * say about the network. What changes it cuts the stream that is open through it. Thread-safe.
 */
public final class Network implements Interceptor, Connectivity {
    private final List<Runnable> hints = new CopyOnWriteArrayList<>();
    private final Throttler slow = new Throttler();
    private volatile boolean open = true;
    private volatile Weather weather = Weather.CLEAR;
    private volatile @Nullable Call stream;

    Network() {
        slow.bytesPerSecond(120_000);
    }

    /** What a transport sends with: through the gate and the weather, and past the rule of the house. */
    OkHttpClient http() {
        return new OkHttpClient.Builder()
                .addInterceptor(this)
                .addInterceptor(new HouseRule())
                .build();
    }

    boolean isOpen() {
        return open;
    }

    Weather weather() {
        return weather;
    }

    void open(boolean value) {
        open = value;
        cut();
        hints.forEach(Runnable::run);
    }

    void weather(Weather value) {
        weather = value;
        cut();
    }

    /** A stream that is open sees neither a shut gate nor the weather. */
    private void cut() {
        Call now = stream;
        if (now != null) {
            now.cancel();
        }
    }

    @Override
    public Response intercept(Chain chain) throws IOException {
        if (!open) {
            throw new ConnectException("there is no network");
        }
        Request request = chain.request();
        if ("text/event-stream".equals(request.header("Accept"))) {
            stream = chain.call();
        }
        return switch (weather) {
            case CLEAR -> chain.proceed(request);
            case SLOW -> trickle(chain.proceed(unpacked(request)));
            case PORTAL ->
                answer(
                        request,
                        200,
                        "text/html",
                        "<!doctype html><html><head><title>Hotel Adria: welcome</title></head><body>Room and"
                                + " name</body></html>");
            case SIGNED_OUT -> answer(request, 401, "application/json", "{\"error\":\"the session has expired\"}");
            case SICK -> answer(request, 500, "application/json", "{\"error\":\"the disk of the server is full\"}");
        };
    }

    /** OkHttp unpacks the answer itself then: packed, a list of edits that are all alike is over in a blink. */
    private static Request unpacked(Request request) {
        return request.newBuilder().removeHeader("Accept-Encoding").build();
    }

    private Response trickle(Response response) {
        ResponseBody body = response.body();
        return response.newBuilder()
                .body(ResponseBody.create(
                        Okio.buffer(slow.source(body.source())), body.contentType(), body.contentLength()))
                .build();
    }

    private static Response answer(Request request, int status, String type, String text) {
        return new Response.Builder()
                .request(request)
                .protocol(Protocol.HTTP_1_1)
                .code(status)
                .message("")
                .body(ResponseBody.create(text, MediaType.get(type)))
                .build();
    }

    @Override
    public State current() {
        return open ? State.ONLINE : State.OFFLINE;
    }

    @Override
    public Registration onChange(Runnable hint) {
        hints.add(hint);
        return () -> hints.remove(hint);
    }
}
