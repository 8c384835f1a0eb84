package dev.mooring.examples.todo;

import java.io.IOException;
import java.net.ConnectException;
import java.net.SocketTimeoutException;
import java.util.ArrayList;
import java.util.List;
import okhttp3.Interceptor;
import okhttp3.Request;
import okhttp3.Response;
import org.jspecify.annotations.Nullable;

/** A device's way to the server: can be cut, can lose an answer, and remembers what passed. */
final class Network implements Interceptor {
    /** What befalls an answer that the server has given. */
    interface Fate {
        void befall() throws IOException;
    }

    private final List<String> passed = new ArrayList<>();
    private boolean cut;
    private @Nullable Fate fate;

    synchronized void cut(boolean value) {
        cut = value;
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
            return response;
        }
        fate = null;
        passed.add(exchange + " (lost)");
        response.close();
        lost.befall();
        throw new IOException("the answer got lost");
    }
}
