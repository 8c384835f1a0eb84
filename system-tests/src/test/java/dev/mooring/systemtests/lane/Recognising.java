package dev.mooring.systemtests.lane;

import dev.mooring.sync.Mutation;
import dev.mooring.sync.spi.Answer;
import dev.mooring.sync.spi.Ask;
import dev.mooring.sync.spi.Cancellation;
import dev.mooring.sync.spi.Capabilities;
import dev.mooring.sync.spi.ChangeSink;
import dev.mooring.sync.spi.Confirmed;
import dev.mooring.sync.spi.Transport;

/** Recognises a mutation by the state that it asks for, and sends parents first. */
final class Recognising implements Transport {
    private final Transport inner;

    Recognising(Transport inner) {
        this.inner = inner;
    }

    @Override
    public Capabilities capabilities() {
        return inner.capabilities();
    }

    @Override
    public int measure(Mutation mutation) {
        return inner.measure(mutation);
    }

    @Override
    public String echo(Mutation mutation) {
        return mutation.kind().equals(Mutation.DELETE) ? Confirmed.GONE : mutation.payload();
    }

    @Override
    public int rank(Mutation mutation) {
        return mutation.key().startsWith("parent") ? -1 : 0;
    }

    @Override
    public String freeze(Ask.Push push) {
        return "wire of " + push.mutations().size();
    }

    @Override
    public Answer exchange(Ask ask, ChangeSink sink, Cancellation cancellation) {
        return inner.exchange(ask, sink, cancellation);
    }

    @Override
    public void close() {
        inner.close();
    }
}
