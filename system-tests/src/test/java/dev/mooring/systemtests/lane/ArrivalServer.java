package dev.mooring.systemtests.lane;

import dev.mooring.sync.Change;
import dev.mooring.sync.Cursor;
import dev.mooring.sync.Mutation;
import dev.mooring.sync.ServerIdentity;
import dev.mooring.sync.Snapshot;
import dev.mooring.sync.spi.Answer;
import dev.mooring.sync.spi.Ask;
import dev.mooring.sync.spi.Cancellation;
import dev.mooring.sync.spi.Capabilities;
import dev.mooring.sync.spi.ChangeSink;
import dev.mooring.sync.spi.ChangeSink.Incoming;
import dev.mooring.sync.spi.Page;
import dev.mooring.sync.spi.Transport;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** A log that takes whatever comes, once each, in generations that begin with a snapshot; in the words of the SPI alone. */
final class ArrivalServer implements Transport {
    final List<Incoming> log = new ArrayList<>();
    final List<Ask> asks = new ArrayList<>();
    String generation = "g1";
    String snapshot = "";
    String user = "u";
    boolean forgetful;

    /** What happens after a push was taken, before its answer. */
    Runnable afterPush = () -> {};

    private long position;

    /** Happens before everything that it is asked. */
    Runnable beforeEach = () -> {};

    /** By what it says which server it is; empty for nothing. */
    String identity = "";

    /** Happens once, before the next pull. */
    Runnable beforePull = () -> {};

    void foreign(String key, String payload) {
        add(key, KeyServer.quoted(payload), "");
    }

    private void add(String key, String payload, String echo) {
        log.add(new Incoming(new Change(++position, "todo", key, "set", payload, false, 1, "", ""), echo));
    }

    /** Another client begins a new generation. */
    void reset(String newGeneration, String text) {
        generation = newGeneration;
        snapshot = text;
        log.clear();
    }

    @Override
    public Capabilities capabilities() {
        return Capabilities.arrival("arrival", new ServerIdentity("here", user))
                .resendSafe()
                .recognisesOwn()
                .keepsLog()
                .batchesOf(3, 1000)
                .build();
    }

    @Override
    public int measure(Mutation mutation) {
        return 1;
    }

    @Override
    public String echo(Mutation mutation) {
        return mutation.id().toString();
    }

    /** It answers at once. */
    @Override
    public Duration deadline(Ask ask) {
        return Duration.ofSeconds(10);
    }

    @Override
    public Answer exchange(Ask ask, ChangeSink sink, Cancellation cancellation) {
        asks.add(ask);
        beforeEach.run();
        if (ask instanceof Ask.Pull) {
            Runnable now = beforePull;
            beforePull = () -> {};
            now.run();
        }
        String[] at = ask.cursor().token().split("/");
        if (!at[0].equals(generation)) {
            return new Answer.HistoryReplaced(cursor(0), new Snapshot(snapshot), "generation " + generation);
        }
        return ask instanceof Ask.Push push ? take(push) : show(Long.parseLong(at[1]), sink);
    }

    private Answer take(Ask.Push push) {
        for (Mutation mutation : push.mutations()) {
            boolean known = log.stream().anyMatch(each -> each.echo().equals(echo(mutation)));
            if (!known && !forgetful) {
                add(mutation.key(), mutation.payload(), echo(mutation));
            }
        }
        afterPush.run();
        return new Answer.Settled(List.of(), new Page(push.cursor(), true), null);
    }

    private Answer show(long since, ChangeSink sink) {
        long last = since;
        for (Incoming each : List.copyOf(log)) {
            long place = each.change().position();
            if (place > since) {
                sink.accept(List.of(each), cursor(place));
                last = place;
            }
        }
        return new Answer.Settled(List.of(), new Page(cursor(last), false).of(identity), null);
    }

    private Cursor cursor(long at) {
        return new Cursor(generation + "/" + at);
    }

    @Override
    public void close() {}
}
