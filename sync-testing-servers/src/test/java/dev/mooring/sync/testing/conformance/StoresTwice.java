package dev.mooring.sync.testing.conformance;

import dev.mooring.sync.testing.http.Reply;
import dev.mooring.sync.testing.http.Request;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import java.util.function.Predicate;

/** A push that comes again becomes another one, which the good server stores as well. */
final class StoresTwice implements Distortion {
    private final Predicate<Request> pushes;
    private final Distortion anew;
    private final Set<String> seen = ConcurrentHashMap.newKeySet();

    /**
     * The fault.
     *
     * @param pushes which requests bring something
     * @param anew makes another push of one
     */
    StoresTwice(Predicate<Request> pushes, Distortion anew) {
        this.pushes = pushes;
        this.anew = anew;
    }

    @Override
    public Reply answer(Request request, Function<Request, Reply> good) {
        boolean again = pushes.test(request) && !seen.add(request.header("X-User-Id") + request.text());
        return again ? anew.answer(request, good) : good.apply(request);
    }
}
