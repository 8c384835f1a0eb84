package dev.mooring.sync.testing.conformance;

import dev.mooring.sync.testing.http.Reply;
import dev.mooring.sync.testing.http.Request;
import java.util.function.Function;

/** What a planted fault does with a request, and with the answer of the good server behind it. */
interface Distortion {
    Reply answer(Request request, Function<Request, Reply> good);

    /** The server is stopped as by a crash, and starts again. */
    default void restarted() {}
}
