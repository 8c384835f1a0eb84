package dev.mooring.sync.okhttp.rowsync;

import dev.mooring.sync.testing.VirtualScheduler;
import dev.mooring.sync.testing.rowsync.RowSyncServer;
import java.io.IOException;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import okhttp3.Interceptor;
import okhttp3.OkHttpClient;
import okhttp3.Response;
import okhttp3.ResponseBody;
import okio.Buffer;
import okio.Utf8;

/** The stand-in server in virtual time, and the way to it. */
final class RowNetwork {
    static final String USER = RowSyncServer.USER;

    final VirtualScheduler time = new VirtualScheduler(1);
    final RowSyncServer server = RowSyncServer.builder()
            .clock(((InstantSource) time::now).withZone(ZoneOffset.UTC))
            .build();
    /** Bodies of the requests, in order. */
    final List<String> requests = new ArrayList<>();

    /** Of the bodies of requests and answers, not zipped. */
    long bytes;

    Runnable beforeNext = () -> {};

    /** What somebody in between, or a bug of the server's, makes of an answer. */
    UnaryOperator<String> beforeAnswer = answer -> answer;

    int devices;

    OkHttpClient http() {
        return new OkHttpClient.Builder()
                .addInterceptor(this::on)
                .addInterceptor(server.interceptor())
                .build();
    }

    private Response on(Interceptor.Chain chain) throws IOException {
        Buffer body = new Buffer();
        if (chain.request().body() != null) {
            chain.request().body().writeTo(body);
        }
        bytes += body.size();
        requests.add(body.readUtf8());
        Runnable before = beforeNext;
        beforeNext = () -> {};
        before.run();
        Response response = chain.proceed(chain.request());
        ResponseBody answer = response.body();
        String text = answer.string();
        bytes += Utf8.size(text);
        return response.newBuilder()
                .body(ResponseBody.create(beforeAnswer.apply(text), answer.contentType()))
                .build();
    }
}
