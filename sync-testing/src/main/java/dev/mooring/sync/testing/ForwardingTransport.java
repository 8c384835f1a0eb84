package dev.mooring.sync.testing;

import dev.mooring.sync.Mutation;
import dev.mooring.sync.spi.AccountGuard;
import dev.mooring.sync.spi.Answer;
import dev.mooring.sync.spi.Ask;
import dev.mooring.sync.spi.Cancellation;
import dev.mooring.sync.spi.Capabilities;
import dev.mooring.sync.spi.ChangeSink;
import dev.mooring.sync.spi.Reference;
import dev.mooring.sync.spi.Transport;
import dev.mooring.sync.spi.WakeUps;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A transport that hands every call on to another one. Override the calls that are to be different. */
public abstract class ForwardingTransport implements Transport {
    private final Transport inner;

    /**
     * In front of another transport.
     *
     * @param inner closed with this one
     */
    protected ForwardingTransport(Transport inner) {
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
        return inner.echo(mutation);
    }

    @Override
    public Instant stamp(Mutation mutation) {
        return inner.stamp(mutation);
    }

    @Override
    public boolean isStamp(String collection, String field) {
        return inner.isStamp(collection, field);
    }

    @Override
    public List<Reference> references(Mutation mutation) {
        return inner.references(mutation);
    }

    @Override
    public String alias(Mutation mutation) {
        return inner.alias(mutation);
    }

    @Override
    public int rank(Mutation mutation) {
        return inner.rank(mutation);
    }

    @Override
    public String freeze(Ask.Push push) {
        return inner.freeze(push);
    }

    @Override
    public void named(byte[] site) {
        inner.named(site);
    }

    @Override
    public String group(Mutation mutation) {
        return inner.group(mutation);
    }

    @Override
    public Answer exchange(Ask ask, ChangeSink sink, Cancellation cancellation) {
        return inner.exchange(ask, sink, cancellation);
    }

    @Override
    public void guard(AccountGuard guard) {
        inner.guard(guard);
    }

    @Override
    public Duration deadline(Ask ask) {
        return inner.deadline(ask);
    }

    @Override
    public Duration serverClockAhead() {
        return inner.serverClockAhead();
    }

    @Override
    public @Nullable WakeUps channel() {
        return inner.channel();
    }

    @Override
    public boolean carries(String collection) {
        return inner.carries(collection);
    }

    @Override
    public void leave(Duration within) {
        inner.leave(within);
    }

    @Override
    public void close() {
        inner.close();
    }
}
