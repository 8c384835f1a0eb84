package dev.mooring.sync.testing.conformance;

import dev.mooring.sync.testing.http.Reply;
import dev.mooring.sync.testing.http.Request;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;

/** A crash loses what came last: it is there until then, and not shown any more behind it. */
final class ForgetsAtCrash implements Distortion {
    /** What a request has stored. */
    interface Stored {
        /** By the log that it is in, names of what came last there; nothing if it stored nothing. */
        Map<String, Set<String>> by(Request request, Reply reply);
    }

    /** What an answer shows. */
    interface Shown {
        /** The answer without what has such a name. */
        Reply without(Request request, Reply reply, Set<String> lost);
    }

    private final Stored stored;
    private final Shown shown;
    private final Map<String, Set<String>> latest = new LinkedHashMap<>();
    private final Set<String> lost = new HashSet<>();

    ForgetsAtCrash(Stored stored, Shown shown) {
        this.stored = stored;
        this.shown = shown;
    }

    @Override
    public Reply answer(Request request, Function<Request, Reply> good) {
        Reply reply = good.apply(request);
        Map<String, Set<String>> now = stored.by(request, reply);
        synchronized (this) {
            latest.putAll(now);
            return lost.isEmpty() ? reply : shown.without(request, reply, lost);
        }
    }

    @Override
    public synchronized void restarted() {
        latest.values().forEach(lost::addAll);
    }
}
