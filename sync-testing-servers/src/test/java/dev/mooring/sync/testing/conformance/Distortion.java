package dev.mooring.sync.testing.conformance;

import dev.mooring.sync.testing.http.Reply;
import dev.mooring.sync.testing.http.Request;
import java.util.function.Consumer;
import java.util.function.Function;

/** What a planted fault does with a request, and with the answer of the good server behind it. */
interface Distortion {
    /** No fault: the server is as good as it is. */
    Distortion NONE = (request, good) -> good.apply(request);

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
