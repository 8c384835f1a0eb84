package dev.mooring.systemtests.docs;

import com.squareup.moshi.Moshi;
import dev.mooring.systemtests.docs.ItemsApi.Item;
import dev.mooring.systemtests.docs.ItemsApi.Items;
import dev.mooring.systemtests.docs.ItemsApi.Result;
import dev.mooring.systemtests.docs.ItemsApi.Results;
import dev.mooring.systemtests.docs.ItemsApi.Write;
import dev.mooring.systemtests.docs.ItemsApi.Writes;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import mockwebserver3.Dispatcher;
import mockwebserver3.MockResponse;
import mockwebserver3.RecordedRequest;
import mockwebserver3.SocketEffect;

/**
 * The small REST server of the guide: items by id, in the order of their last write. It takes a write once, by its id, and only
 * if no other device has written the item since the version that the writer has seen.
 */
final class ItemsServer extends Dispatcher {
    private static final int PAGE = 10;
    private static final Moshi JSON = new Moshi.Builder().build();

    private final Map<String, Item> items = new LinkedHashMap<>();
    private final Map<String, Long> versions = new LinkedHashMap<>();
    private final Map<String, String> writers = new LinkedHashMap<>();
    private long version;

    /** What happens to the next requests, one each: no fault, a status, or an answer that gets lost. */
    final ArrayDeque<Integer> faults = new ArrayDeque<>();

    static final int NONE = -1;
    static final int LOST = 0;

    /** Runs before a push. */
    Runnable beforePush = () -> {};

    final List<String> requests = new ArrayList<>();

    synchronized String text(String id) {
        Item item = items.get(id);
        return item == null || item.gone() ? null : item.text();
    }

    /** Another client writes, without asking anybody. */
    synchronized void put(String id, String text) {
        store("web", new Item(id, "w" + version, text == null, text));
    }

    @Override
    public synchronized MockResponse dispatch(RecordedRequest request) {
        requests.add(request.getMethod() + " " + request.getUrl().encodedPath());
        int fault = faults.isEmpty() ? NONE : faults.poll();
        if (fault > 0) {
            return new MockResponse.Builder().code(fault).build();
        }
        String answer = request.getMethod().equals("GET")
                ? JSON.adapter(Items.class).toJson(list(request.getUrl().queryParameter("since")))
                : JSON.adapter(Results.class).toJson(take(request.getBody().utf8()));
        MockResponse.Builder response = new MockResponse.Builder().body(answer);
        return fault == NONE
                ? response.build()
                : response.onResponseStart(new SocketEffect.CloseSocket()).build();
    }

    private Items list(String since) {
        long from = since.isEmpty() ? 0 : Long.parseLong(since);
        List<Item> page = new ArrayList<>();
        long last = from;
        for (Map.Entry<String, Long> each : versions.entrySet()) {
            if (each.getValue() > from && page.size() < PAGE) {
                page.add(items.get(each.getKey()));
                last = each.getValue();
            }
        }
        return new Items(page, Long.toString(last), last < version);
    }

    private Results take(String body) {
        beforePush.run();
        Writes writes = read(body);
        long since = writes.since().isEmpty() ? 0 : Long.parseLong(writes.since());
        List<Result> results = new ArrayList<>();
        for (Write write : writes.writes()) {
            results.add(take(writes.device(), since, write));
        }
        return new Results(results);
    }

    private Result take(String device, long since, Write write) {
        Item old = items.get(write.id());
        if (old != null && old.write().equals(write.write())) {
            return new Result(write.write(), 200, "");
        }
        if (old != null
                && versions.get(write.id()) > since
                && !writers.get(write.id()).equals(device)) {
            return new Result(write.write(), 409, writers.get(write.id()) + " wrote it since");
        }
        if (!write.gone() && write.text().length() > 100) {
            return new Result(write.write(), 422, "an item has 100 characters at most");
        }
        store(device, new Item(write.id(), write.write(), write.gone(), write.text()));
        return new Result(write.write(), 200, "");
    }

    /** The last one written stands last. */
    private void store(String device, Item item) {
        writers.put(item.id(), device);
        items.put(item.id(), item);
        versions.remove(item.id());
        versions.put(item.id(), ++version);
    }

    private static Writes read(String body) {
        try {
            return JSON.adapter(Writes.class).fromJson(body);
        } catch (IOException e) {
            throw new AssertionError("the client sent no JSON", e);
        }
    }
}
