package dev.mooring.systemtests.lane;

import dev.mooring.sync.Mutation;
import dev.mooring.sync.spi.Ask;
import dev.mooring.sync.spi.Transport;
import dev.mooring.sync.spi.storage.Confirmed;
import dev.mooring.sync.testing.ForwardingTransport;
import java.time.Duration;

/** Recognises a mutation by the state that it asks for, and sends parents first. */
final class Recognising extends ForwardingTransport {
    Recognising(Transport inner) {
        super(inner);
    }

    @Override
    public String echo(Mutation mutation) {
        return mutation.kind().equals(Mutation.DELETE) ? Confirmed.GONE : mutation.payload();
    }

    @Override
    public int rank(Mutation mutation) {
        return mutation.key().startsWith("parent") ? -1 : 0;
    }

    /** It answers at once. */
    @Override
    public Duration deadline(Ask ask) {
        return Duration.ofSeconds(10);
    }

    @Override
    public String freeze(Ask.Push push) {
        return "wire of " + push.mutations().size();
    }
}
