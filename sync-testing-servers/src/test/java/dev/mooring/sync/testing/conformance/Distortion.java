package dev.mooring.sync.testing.conformance;

import dev.mooring.sync.testing.http.Reply;
import dev.mooring.sync.testing.http.Request;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Predicate;

/** What a planted fault does with a request, and with the answer of the good server behind it. */
interface Distortion {
    /** No fault: the server is as good as it is. */
    Distortion NONE = (request, good) -> good.apply(request);

    /**
     * Alters what is pushed. A request that brings nothing passes.
     *
     * @param list of a body, to be altered in place; empty if it is no push
     */
    static Distortion pushes(
            Predicate<Request> which,
            Function<Object, List<Map<String, Object>>> list,
            Consumer<List<Map<String, Object>>> alter) {
        return (request, good) -> {
            Object body = Bodies.of(request);
            List<Map<String, Object>> pushed = list.apply(body);
            if (!which.test(request) || pushed.isEmpty()) {
                return good.apply(request);
            }
            alter.accept(pushed);
            return good.apply(Bodies.with(request, body));
        };
    }

    Reply answer(Request request, Function<Request, Reply> good);

    /** The server is stopped as by a crash, and starts again. */
    default void restarted() {}

    /** The handshake of a socket; returns what the good server is asked instead. */
    default Request opens(Request request) {
        return request;
    }

    /**
     * What is done with the frames of a socket that is opened.
     *
     * @param toClient says a frame to the client that the good server has not said
     */
    default Frames frames(Request request, Consumer<Object> toClient) {
        return new Frames() {};
    }
}
