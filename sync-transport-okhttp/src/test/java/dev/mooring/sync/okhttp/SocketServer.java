package dev.mooring.sync.okhttp;

import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import mockwebserver3.MockResponse;
import okhttp3.Response;
import okhttp3.WebSocket;
import okhttp3.WebSocketListener;

/** One socket, from the server's side. */
public final class SocketServer extends WebSocketListener {
    private final BlockingQueue<WebSocket> opened = new LinkedBlockingQueue<>();
    private final BlockingQueue<String> heard = new LinkedBlockingQueue<>();

    /** Lets it in. */
    public MockResponse answer() {
        return new MockResponse.Builder().webSocketUpgrade(this).build();
    }

    /** Waits until it is open.*/
    public WebSocket socket() throws InterruptedException {
        return opened.poll(10, TimeUnit.SECONDS);
    }

    /** Waits for what the client says. */
    public String heard() throws InterruptedException {
        return heard.poll(10, TimeUnit.SECONDS);
    }

    @Override
    public void onOpen(WebSocket webSocket, Response response) {
        opened.add(webSocket);
    }

    @Override
    public void onMessage(WebSocket webSocket, String text) {
        heard.add(text);
    }

    @Override
    public void onClosing(WebSocket webSocket, int code, String reason) {
        webSocket.close(code, null);
        heard.add("closed with " + code);
    }

    @Override
    public void onFailure(WebSocket webSocket, Throwable t, Response response) {
        heard.add("lost");
    }
}
