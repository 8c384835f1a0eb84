package dev.mooring.sync.testing.conformance;

import dev.mooring.sync.testing.http.Reply;
import dev.mooring.sync.testing.http.Request;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import java.util.function.Predicate;

/** A push that was taken is refused when it comes again. */
final class RefusesReplay implements Distortion {
    private final Predicate<Request> pushes;
    private final int status;
    private final Set<String> taken = ConcurrentHashMap.newKeySet();

    RefusesReplay(Predicate<Request> pushes, int status) {
        this.pushes = pushes;
        this.status = status;
    }

    @Override
    public Reply answer(Request request, Function<Request, Reply> good) {
        boolean push = pushes.test(request);
        if (push && taken.contains(request.text())) {
            return Reply.of(status, Map.of(), "{\"error\":\"known\"}");
        }
        Reply reply = good.apply(request);
        if (push && reply.status() == 200) {
            taken.add(request.text());
        }
        return reply;
    }
}
