package dev.mooring.benchmarks;

import dev.mooring.sync.Change;
import dev.mooring.sync.ConflictPolicy;
import dev.mooring.sync.ConflictPolicy.Resolution;
import dev.mooring.sync.Cursor;
import dev.mooring.sync.Mutation;
import dev.mooring.sync.ServerIdentity;
import dev.mooring.sync.spi.Ask;
import dev.mooring.sync.spi.Capabilities;
import dev.mooring.sync.spi.CapabilitiesBuilder;
import dev.mooring.sync.spi.ChangeSink;
import dev.mooring.sync.spi.ChangeSink.Incoming;
import dev.mooring.sync.spi.Outcome;
import dev.mooring.sync.spi.Page;
import dev.mooring.sync.spi.Transport;
import dev.mooring.sync.spi.TransportException;
import dev.mooring.sync.spi.TransportException.Delivery;
import dev.mooring.sync.spi.TransportException.Kind;
import dev.mooring.sync.transport.CallsTransport;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.IntFunction;

/**
 * The server of {@link Scale}, in this process: it keeps keys, or a log in the order of arrival. It shows what it was told to show, and
 * takes so many batches before it cannot be reached.
 */
final class ScaleServer {
    static final String SET = "set";
    static final String WINS = "wins";

    /** The policy of a client: what meets a change of the kind {@link #WINS} is superseded, everything else goes out again. */
    static final ConflictPolicy POLICY = ConflictPolicy.decide(
            conflict -> conflict.change().kind().equals(WINS) ? Resolution.SUPERSEDE : Resolution.RESEND);

    private static final int SLICE = 500;

    private final boolean keys;
    private final int batch;

    /** What is shown, by the place of the first; a change is asked for by its number in its part. */
    private final TreeMap<Integer, IntFunction<Incoming>> parts = new TreeMap<>();

    private int end;
    private int takes;
    private Runnable onPush = () -> {};

    /** With batches of so many. */
    ScaleServer(boolean keys, int batch) {
        this.keys = keys;
        this.batch = batch;
    }

    boolean keepsKeys() {
        return keys;
    }

    /** Shows so many more changes behind those that were shown before. */
    synchronized void shows(int count, IntFunction<Change> changes) {
        int first = end;
        put(count, i -> new Incoming(at(first + i, changes.apply(i)), "e" + (first + i), null));
    }

    private void put(int count, IntFunction<Incoming> part) {
        parts.put(end, part);
        end += count;
    }

    /** In a log each has its place. */
    private Change at(int place, Change each) {
        long position = keys ? Change.NO_POSITION : place + 1;
        return new Change(position, each.collection(), each.key(), each.kind(), each.payload(), false, 1, "", "");
    }

    /** So many batches are taken; then the server cannot be reached. */
    synchronized void takes(int batches) {
        takes = batches;
    }

    /** Runs while a batch is on the wire. */
    synchronized void onPush(Runnable run) {
        onPush = run;
    }

    Transport transport() {
        ServerIdentity identity = new ServerIdentity("bench", "anna");
        return CallsTransport.of(
                keys
                        ? can(Capabilities.keys("bench", identity).recognisesOwn())
                        : can(Capabilities.arrival("bench", identity)),
                this::push,
                this::pull);
    }

    private Capabilities can(CapabilitiesBuilder<?> builder) {
        return builder.resendSafe().batchesOf(batch, 1 << 20).build();
    }

    private synchronized List<Outcome> push(Ask.Push pushed) {
        onPush.run();
        if (takes == 0) {
            throw new TransportException(Kind.OFFLINE, Delivery.NOT_SENT, null, "offline", null);
        }
        takes--;
        List<Mutation> taken = List.copyOf(pushed.mutations());
        List<Outcome> outcomes = new ArrayList<>();
        taken.forEach(each -> outcomes.add(new Outcome.Accepted(each.id(), Change.NO_POSITION)));
        if (!keys) {
            int first = end;
            put(taken.size(), i -> {
                Mutation each = taken.get(i);
                return new Incoming(
                        at(first + i, Change.of(each, 0, "")), each.id().toString(), null);
            });
        }
        return outcomes;
    }

    private synchronized Page pull(Cursor cursor, ChangeSink sink) {
        int begin = cursor.isStart() ? 0 : Integer.parseInt(cursor.token());
        for (int next = begin; next < end; next += SLICE) {
            int last = Math.min(end, next + SLICE);
            List<Incoming> slice = new ArrayList<>(SLICE);
            for (int i = next; i < last; i++) {
                Map.Entry<Integer, IntFunction<Incoming>> part = parts.floorEntry(i);
                slice.add(part.getValue().apply(i - part.getKey()));
            }
            sink.accept(slice, new Cursor(Integer.toString(last)));
        }
        return new Page(new Cursor(Integer.toString(end)), false);
    }
}
