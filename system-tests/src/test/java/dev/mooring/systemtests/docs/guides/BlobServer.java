package dev.mooring.systemtests.docs.guides;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import mockwebserver3.Dispatcher;
import mockwebserver3.MockResponse;
import mockwebserver3.RecordedRequest;
import mockwebserver3.SocketEffect;
import okio.Buffer;
import okio.ByteString;

/** Keeps files by name, and breaks off now and then. */
final class BlobServer extends Dispatcher {
    private final Map<String, Buffer> files = new HashMap<>();

    /** What was asked for: method and offset. */
    final List<String> asked = new ArrayList<>();

    /** The next PATCH is stored by half, and its answer is lost. */
    boolean losesPatch;

    /** The next GET breaks off in the middle. */
    boolean cutsGet;

    @Override
    public synchronized MockResponse dispatch(RecordedRequest request) {
        String name = request.getUrl().pathSegments().get(1);
        Buffer file = files.computeIfAbsent(name, none -> new Buffer());
        return switch (request.getMethod()) {
            case "HEAD" -> offset(file);
            case "PATCH" -> patch(request, file);
            default -> get(request, file);
        };
    }

    synchronized ByteString file(String name) {
        return files.get(name).snapshot();
    }

    private static MockResponse offset(Buffer file) {
        return new MockResponse.Builder()
                .setHeader("Upload-Offset", Long.toString(file.size()))
                .build();
    }

    private MockResponse patch(RecordedRequest request, Buffer file) {
        long offset = Long.parseLong(request.getHeaders().get("Upload-Offset"));
        asked.add("PATCH " + offset);
        if (offset != file.size()) {
            return new MockResponse.Builder().code(409).build();
        }
        ByteString body = request.getBody();
        file.write(losesPatch ? body.substring(0, body.size() / 2) : body);
        if (losesPatch) {
            losesPatch = false;
            return new MockResponse.Builder()
                    .onResponseStart(new SocketEffect.CloseSocket())
                    .build();
        }
        return offset(file);
    }

    private MockResponse get(RecordedRequest request, Buffer file) {
        String range = request.getHeaders().get("Range");
        int from = range == null ? 0 : Integer.parseInt(range.replaceAll("\\D", ""));
        asked.add("GET " + from);
        MockResponse.Builder answer = new MockResponse.Builder()
                .code(range == null ? 200 : 206)
                .body(new Buffer().write(file.snapshot().substring(from)));
        if (cutsGet) {
            cutsGet = false;
            answer.onResponseBody(new SocketEffect.CloseSocket());
        }
        return answer.build();
    }
}
