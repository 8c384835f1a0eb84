package dev.mooring.systemtests.rowsync;

import dev.mooring.sync.testing.VirtualScheduler;
import dev.mooring.sync.testing.rowsync.RowSyncServer;
import java.io.IOException;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import okhttp3.Interceptor;
import okhttp3.OkHttpClient;
import okhttp3.Response;
import okio.Buffer;

/** The stand-in server in virtual time, and the way to it. */
final class RowNetwork {
    static final String USER = RowSyncServer.USER;

    final VirtualScheduler time = new VirtualScheduler(1);
    final RowSyncServer server = RowSyncServer.builder()
            .clock(((InstantSource) time::now).withZone(ZoneOffset.UTC))
            .build();
    /** Bodies of the requests, in order. */
    final List<String> requests = new ArrayList<>();

    Runnable beforeNext = () -> {};

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
        requests.add(body.readUtf8());
        Runnable before = beforeNext;
        beforeNext = () -> {};
        before.run();
        return chain.proceed(chain.request());
    }
}
