package dev.mooring.examples.todo;

import dev.mooring.sync.Connectivity;
import dev.mooring.sync.Registration;
import java.io.IOException;
import java.net.ConnectException;
import java.net.SocketTimeoutException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import okhttp3.Interceptor;
import okhttp3.Request;
import okhttp3.Response;
import org.jspecify.annotations.Nullable;

/** A device's way to the server: can be cut, can lose an answer, remembers what passed, and says when it is back. */
final class Network implements Interceptor, Connectivity {
    /** What befalls an answer that the server has given. */
    interface Fate {
        void befall() throws IOException;
    }

    private final List<String> passed = new ArrayList<>();
    private final List<Runnable> hints = new CopyOnWriteArrayList<>();
    private boolean cut;
    private boolean frail;
    private CompletableFuture<Void> lease = new CompletableFuture<>();
    private @Nullable Fate fate;

    void cut(boolean value) {
        synchronized (this) {
            cut = value;
        }
        hints.forEach(Runnable::run);
    }

    /** Done when a right to write has been given back through it. */
    synchronized CompletableFuture<Void> nextLease() {
        lease = new CompletableFuture<>();
        return lease;
    }

    /** Breaks as soon as one more push is answered. */
    synchronized void cutBehindNextPush() {
        frail = true;
    }

    @Override
    public synchronized State current() {
        return cut ? State.OFFLINE : State.ONLINE;
    }

    @Override
    public Registration onChange(Runnable hint) {
        hints.add(hint);
        return () -> hints.remove(hint);
    }

    synchronized void loseNextAnswerToAPush() {
        befallNextAnswerToAPush(() -> {
            throw new SocketTimeoutException("the answer got lost");
        });
    }

    synchronized void befallNextAnswerToAPush(Fate value) {
        fate = value;
    }

    /** What has passed since the last time, such as {@code POST do/sync 200}. */
    synchronized String passed() {
        String all = String.join(", ", passed);
        passed.clear();
        return all;
    }

    @Override
    public synchronized Response intercept(Chain chain) throws IOException {
        if (cut) {
            throw new ConnectException("no network");
        }
        Request request = chain.request();
        Response response = chain.proceed(request);
        String exchange = request.method() + " " + request.url().encodedPath() + " " + response.code();
        Fate lost = request.method().equals("POST") ? fate : null;
        if (lost == null) {
            passed.add(exchange);
            if (request.url().encodedPath().equals("/do/lease")) {
                lease.complete(null);
            }
            if (frail && request.method().equals("POST")) {
                frail = false;
                cut = true;
            }
            return response;
        }
        fate = null;
        passed.add(exchange + " (lost)");
        response.close();
        lost.befall();
        throw new IOException("the answer got lost");
    }
}
