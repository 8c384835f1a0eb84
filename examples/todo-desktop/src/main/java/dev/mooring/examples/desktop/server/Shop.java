package dev.mooring.examples.desktop.server;

import java.io.IOException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import okhttp3.MediaType;
import okhttp3.OkHttpClient;
import okhttp3.Request;
import okhttp3.RequestBody;
import okhttp3.Response;

/** A shop that is no device: it calls a webhook of the server, and the server writes what it tells into the log. */
public final class Shop {
    private static final Pattern HOLDER = Pattern.compile("\"held_by\":\"([^\"]*)\"");

    private final OkHttpClient http = new OkHttpClient();
    private final String serverUrl;

    /**
     * A shop that knows a server.
     *
     * @param serverUrl its base URL
     */
    public Shop(String serverUrl) {
        this.serverUrl = serverUrl;
    }

    /**
     * Tells the list something.
     *
     * @param text one line without quotes
     * @return which device has the right to write, so that it waits for that one; empty if the server has written it at once
     * @throws IOException if the server does not answer
     */
    public String tells(String text) throws IOException {
        RequestBody body = RequestBody.create("{\"text\":\"" + text + "\"}", MediaType.get("application/json"));
        String answer = answer(request("/do/webhook/shop").post(body).build());
        if (!answer.contains("\"waits\":true")) {
            return "";
        }
        Matcher holder = HOLDER.matcher(answer(request("/do/status").build()));
        return holder.find() && !holder.group(1).isEmpty() ? holder.group(1) : "another device";
    }

    private Request.Builder request(String path) {
        return new Request.Builder().url(serverUrl + path).header("X-User-Id", HomeServer.USER);
    }

    private String answer(Request request) throws IOException {
        try (Response response = http.newCall(request).execute()) {
            return response.body().string();
        }
    }
}
