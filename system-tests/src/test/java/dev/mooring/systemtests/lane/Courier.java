package dev.mooring.systemtests.lane;

import dev.mooring.sync.spi.Answer;
import dev.mooring.sync.spi.Ask;
import dev.mooring.sync.spi.Cancellation;
import dev.mooring.sync.spi.ChangeSink;
import dev.mooring.sync.spi.Transport;
import dev.mooring.sync.testing.ForwardingTransport;

/** A transport that tells when a request has left, as one does that writes to a socket. */
final class Courier extends ForwardingTransport {
    private final Tells tells;

    /** Does something while a push is on the wire; it is called with the number of the push, the first being 1. */
    OnTheWire onTheWire = push -> {};

    private int pushes;

    /** When it tells that a request has left. */
    enum Tells {
        /** Before the server has done what it asks for. */
        AT_ONCE,
        /** When the server has done it. */
        DONE,
        /** Never. */
        NEVER
    }

    interface OnTheWire {
        void at(int push);
    }

    Courier(Transport inner, Tells tells) {
        super(inner);
        this.tells = tells;
    }

    @Override
    public Answer exchange(Ask ask, ChangeSink sink, Cancellation cancellation) {
        boolean push = ask instanceof Ask.Push;
        pushes += push ? 1 : 0;
        if (push && tells == Tells.AT_ONCE) {
            sink.sent();
        }
        if (push) {
            onTheWire.at(pushes);
        }
        Answer answer = super.exchange(ask, sink, cancellation);
        if (push && tells == Tells.DONE) {
            sink.sent();
        }
        return answer;
    }
}
