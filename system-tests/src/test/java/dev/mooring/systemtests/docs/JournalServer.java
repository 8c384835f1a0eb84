package dev.mooring.systemtests.docs;

import com.squareup.moshi.Moshi;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import mockwebserver3.Dispatcher;
import mockwebserver3.MockResponse;
import mockwebserver3.RecordedRequest;
import mockwebserver3.SocketEffect;

/** The journal of the guide: entries by id, with numbers that have gaps; a page of 100 at a time. */
final class JournalServer extends Dispatcher {
    private static final int PAGE = 100;
    private static final Moshi JSON = new Moshi.Builder().build();

    final Map<Object, Map<Object, Object>> entries = new LinkedHashMap<>();
    boolean losesNextPush;
    private long last;

    @Override
    public synchronized MockResponse dispatch(RecordedRequest request) {
        if (request.getMethod().equals("GET")) {
            return show(Long.parseLong(request.getUrl().queryParameter("after")));
        }
        for (Object entry : read(request.getBody().utf8())) {
            Map<Object, Object> stored = new LinkedHashMap<>((Map<?, ?>) entry);
            if (!entries.containsKey(stored.get("id"))) {
                last += 3;
                stored.put("n", last);
                entries.put(stored.get("id"), stored);
            }
        }
        MockResponse.Builder response = new MockResponse.Builder().body("{\"end\":" + last + "}");
        if (losesNextPush) {
            losesNextPush = false;
            response.onResponseStart(new SocketEffect.CloseSocket());
        }
        return response.build();
    }

    private MockResponse show(long after) {
        List<Map<Object, Object>> page = entries.values().stream()
                .filter(entry -> (Long) entry.get("n") > after)
                .limit(PAGE)
                .toList();
        String body = JSON.adapter(Object.class).toJson(Map.of("entries", page, "end", last));
        return new MockResponse.Builder().body(body).build();
    }

    private static List<?> read(String body) {
        try {
            return (List<?>) JSON.adapter(Object.class).fromJson(body);
        } catch (IOException e) {
            throw new AssertionError("the client sent no JSON", e);
        }
    }
}
