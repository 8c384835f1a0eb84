package dev.mooring.systemtests.lane;

import dev.mooring.sync.Change;
import dev.mooring.sync.ChangeHandler;
import dev.mooring.sync.ConflictPolicy;
import dev.mooring.sync.Connectivity;
import dev.mooring.sync.Mutation;
import dev.mooring.sync.Registration;
import dev.mooring.sync.ServerIdentity;
import dev.mooring.sync.Snapshot;
import dev.mooring.sync.StorageException;
import dev.mooring.sync.spi.AccountGuard;
import dev.mooring.sync.spi.Answer;
import dev.mooring.sync.spi.Ask;
import dev.mooring.sync.spi.Cancellation;
import dev.mooring.sync.spi.Capabilities;
import dev.mooring.sync.spi.ChangeSink;
import dev.mooring.sync.spi.Scheduler;
import dev.mooring.sync.spi.Transport;
import dev.mooring.sync.spi.TransportException.Delivery;
import dev.mooring.sync.spi.TransportException.Kind;
import dev.mooring.sync.spi.storage.Storage;
import dev.mooring.sync.testing.storage.InMemoryStorage;
import dev.mooring.sync.testing.storage.MemoryTables;
import dev.mooring.systemtests.lane.Tripwire.Seam;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/** The parts that an app brings, each with a tripwire at every call. They mind an interrupt as sockets and pools do. */
final class Wired {
    private Wired() {}

    /** Waits on sockets, so an interrupted thread makes no exchange. */
    record Line(Transport inner, Tripwire wire) implements Transport {
        @Override
        public Capabilities capabilities() {
            return inner.capabilities();
        }

        @Override
        public int measure(Mutation mutation) {
            wire.at(Seam.MEASURE);
            return inner.measure(mutation);
        }

        @Override
        public String echo(Mutation mutation) {
            wire.at(Seam.ECHO);
            return inner.echo(mutation);
        }

        @Override
        public Instant stamp(Mutation mutation) {
            wire.at(Seam.STAMP);
            return inner.stamp(mutation);
        }

        @Override
        public int rank(Mutation mutation) {
            wire.at(Seam.RANK);
            return inner.rank(mutation);
        }

        @Override
        public String freeze(Ask.Push push) {
            wire.at(Seam.FREEZE);
            return inner.freeze(push);
        }

        @Override
        public Answer exchange(Ask ask, ChangeSink sink, Cancellation cancellation) {
            wire.at(Seam.EXCHANGE);
            if (Thread.currentThread().isInterrupted()) {
                throw LogServer.failure(Kind.CANCELLED, Delivery.NOT_SENT);
            }
            Answer answer = inner.exchange(
                    ask,
                    (slice, after) -> {
                        wire.at(Seam.SINK);
                        sink.accept(slice, after);
                        if (Thread.currentThread().isInterrupted()) {
                            throw LogServer.failure(Kind.CANCELLED, Delivery.MAYBE_SENT);
                        }
                    },
                    cancellation);
            wire.at(Seam.EXCHANGE_DONE);
            return answer;
        }

        @Override
        public void guard(AccountGuard guard) {
            inner.guard(guard);
        }

        @Override
        public Duration serverClockAhead() {
            wire.at(Seam.CLOCK_OFF);
            return inner.serverClockAhead();
        }

        @Override
        public void close() {
            wire.at(Seam.TRANSPORT_CLOSE);
            inner.close();
        }
    }

    /** Takes its connections from a pool, which an interrupted thread gets none of. */
    record Disk(InMemoryStorage inner, Tripwire wire) implements Storage<MemoryTables> {
        @Override
        public void open(ServerIdentity identity, boolean keepLog) {
            wire.at(Seam.OPEN);
            inner.open(identity, keepLog);
        }

        @Override
        public @Nullable ServerIdentity bound() {
            return inner.bound();
        }

        @Override
        public List<String> check() {
            return inner.check();
        }

        @Override
        public <T extends @Nullable Object, X extends Exception> T write(TxBody<MemoryTables, T, X> body) throws X {
            wire.at(Seam.WRITE);
            connect();
            T value = inner.write(body);
            wire.at(Seam.COMMITTED);
            return value;
        }

        @Override
        public <T extends @Nullable Object, X extends Exception> T read(TxBody<MemoryTables, T, X> body) throws X {
            wire.at(Seam.READ);
            connect();
            return inner.read(body);
        }

        private static void connect() {
            if (Thread.currentThread().isInterrupted()) {
                throw new StorageException(StorageException.Kind.IO, "no connection for an interrupted thread", null);
            }
        }

        @Override
        public Registration onCapture(Runnable hint) {
            wire.at(Seam.ON_CAPTURE);
            return closing(inner.onCapture(hint), wire);
        }

        @Override
        public void wantsHints(boolean wanted) {
            inner.wantsHints(wanted);
        }

        @Override
        public void close() {
            wire.at(Seam.STORAGE_CLOSE);
            inner.close();
        }
    }

    record Handler(ChangeHandler<MemoryTables> inner, Tripwire wire) implements ChangeHandler.Resetting<MemoryTables> {
        @Override
        public void apply(MemoryTables tables, List<Change> changes) throws Exception {
            wire.at(Seam.APPLY);
            inner.apply(tables, changes);
        }

        @Override
        public void undo(MemoryTables tables, List<Mutation> mutations) throws Exception {
            wire.at(Seam.UNDO);
            inner.undo(tables, mutations);
        }

        @Override
        public void redo(MemoryTables tables, List<Mutation> mutations) throws Exception {
            wire.at(Seam.REDO);
            inner.redo(tables, mutations);
        }

        @Override
        public void reset(MemoryTables tables, Snapshot snapshot) {
            wire.at(Seam.RESET);
            for (String key : List.copyOf(tables.rows(Phone.ROWS).keySet())) {
                tables.put(Phone.ROWS, key, null);
            }
        }
    }

    record Policy(Tripwire wire) implements ConflictPolicy {
        @Override
        public Resolution decide(Conflict conflict) {
            wire.at(Seam.POLICY);
            return Resolution.RESEND;
        }

        @Override
        public Resolution replaced(Mutation mutation, boolean maybeSent) {
            wire.at(Seam.REPLACED);
            return Resolution.RESEND;
        }
    }

    record Air(Connectivity inner, Tripwire wire) implements Connectivity {
        @Override
        public State current() {
            wire.at(Seam.CURRENT);
            return inner.current();
        }

        @Override
        public Registration onChange(Runnable hint) {
            wire.at(Seam.ON_CHANGE);
            return closing(inner.onChange(hint), wire);
        }
    }

    record Time(Scheduler inner, Tripwire wire) implements Scheduler {
        @Override
        public Instant now() {
            wire.at(Seam.NOW);
            return inner.now();
        }

        @Override
        public long nanoTime() {
            wire.at(Seam.NANO_TIME);
            return inner.nanoTime();
        }

        @Override
        public Random random() {
            wire.at(Seam.RANDOM);
            return inner.random();
        }

        @Override
        public Registration schedule(Duration delay, Runnable task) {
            wire.at(Seam.SCHEDULE);
            return closing(inner.schedule(delay, task), wire);
        }

        @Override
        public Registration alarm(Duration delay, Runnable task) {
            wire.at(Seam.ALARM);
            return closing(inner.alarm(delay, task), wire);
        }

        @Override
        public void close() {
            inner.close();
        }
    }

    private static Registration closing(Registration inner, Tripwire wire) {
        return () -> {
            inner.close();
            wire.at(Seam.REGISTRATION_CLOSE);
        };
    }
}
