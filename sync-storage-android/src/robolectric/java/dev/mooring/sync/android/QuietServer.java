package dev.mooring.sync.android;

import dev.mooring.sync.Cursor;
import dev.mooring.sync.Mutation;
import dev.mooring.sync.ServerIdentity;
import dev.mooring.sync.spi.Answer;
import dev.mooring.sync.spi.Ask;
import dev.mooring.sync.spi.Cancellation;
import dev.mooring.sync.spi.Capabilities;
import dev.mooring.sync.spi.ChangeSink;
import dev.mooring.sync.spi.Outcome;
import dev.mooring.sync.spi.Page;
import dev.mooring.sync.spi.Transport;
import dev.mooring.sync.spi.TransportException;
import dev.mooring.sync.spi.TransportException.Kind;
import java.util.ArrayList;
import java.util.List;

/** A server that takes what is sent and never has anything new, and the way to it. */
public final class QuietServer implements Transport {
    public final List<Ask> asks = new ArrayList<>();
    public final List<String> keys = new ArrayList<>();
    public boolean online = true;
    public Runnable before = () -> {};

    @Override
    public Capabilities capabilities() {
        return Capabilities.sequence("test", new ServerIdentity("here", "anna"))
                .origin("phone")
                .recognisesOwn()
                .keepsLog()
                .batchesOf(100, 100_000)
                .build();
    }

    @Override
    public int measure(Mutation mutation) {
        return mutation.payload().length();
    }

    @Override
    public String echo(Mutation mutation) {
        return mutation.id().toString();
    }

    @Override
    public Answer exchange(Ask ask, ChangeSink sink, Cancellation cancellation) {
        asks.add(ask);
        before.run();
        if (!online || cancellation.isCancelled()) {
            Kind kind = online ? Kind.CANCELLED : Kind.OFFLINE;
            throw new TransportException(kind, TransportException.Delivery.NOT_SENT, null, kind.toString(), null);
        }
        List<Outcome> outcomes = new ArrayList<>();
        if (ask instanceof Ask.Push push) {
            for (Mutation mutation : push.mutations()) {
                keys.add(mutation.key());
                outcomes.add(new Outcome.Accepted(mutation.id(), keys.size()));
            }
        }
        Cursor end = keys.isEmpty() ? Cursor.START : new Cursor(Integer.toString(keys.size()));
        return new Answer.Settled(outcomes, new Page(end, false), null);
    }

    @Override
    public void close() {}
}
