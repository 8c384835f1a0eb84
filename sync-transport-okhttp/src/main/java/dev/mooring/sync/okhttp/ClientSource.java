package dev.mooring.sync.okhttp;

import java.util.function.Supplier;
import okhttp3.OkHttpClient;
import org.jspecify.annotations.Nullable;

/**
 * The OkHttp client of a transport, made when the first exchange or channel needs it. That reads the certificates of the platform, which takes
 * long in a fresh process. An app that starts and writes does not wait for it. Thread-safe.
 */
final class ClientSource {
    private final Supplier<OkHttpClient> make;
    private final boolean own;
    private @Nullable OkHttpClient made;

    /** One that belongs to this transport, or that shares its pool with one of the app's. */
    ClientSource(Supplier<OkHttpClient> make, boolean own) {
        this.make = make;
        this.own = own;
    }

    synchronized OkHttpClient get() {
        OkHttpClient client = made;
        if (client == null) {
            client = make.get();
            made = client;
        }
        return client;
    }

    /** Gives back what is the transport's own. */
    synchronized void close() {
        OkHttpClient client = made;
        if (own && client != null) {
            client.dispatcher().executorService().shutdown();
            client.connectionPool().evictAll();
        }
    }
}
