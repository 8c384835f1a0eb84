package dev.mooring.systemtests.simulation;

import dev.mooring.sync.Mutation;
import dev.mooring.sync.spi.ChangeSink.Incoming;
import dev.mooring.sync.spi.storage.Confirmed;
import dev.mooring.sync.spi.storage.OutboxEntry;
import dev.mooring.sync.spi.storage.Storage;
import dev.mooring.sync.spi.storage.StorageTx;
import dev.mooring.sync.testing.storage.ForwardingStorage;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Databases whose transactions do something else than they are told, for checks that have to find it. */
final class Tampered<DB> implements Databases<DB> {
    private final Databases<DB> honest;
    private final Tampering tampering;

    Tampered(Databases<DB> honest, Tampering tampering) {
        this.honest = honest;
        this.tampering = tampering;
    }

    /** Comes in between a transaction and one of its roles; calls the method itself, or does not. */
    interface Tampering {
        Object call(StorageTx<?> tx, Object role, Method method, Object[] arguments) throws Throwable;

        static Object honestly(Object role, Method method, Object[] arguments) throws Throwable {
            try {
                return method.invoke(role, arguments);
            } catch (InvocationTargetException e) {
                throw e.getCause();
            }
        }
    }

    /** Forgets the outbox as a rebuild ends. */
    static Object forgettingInRebuilds(StorageTx<?> tx, Object role, Method method, Object[] arguments)
            throws Throwable {
        if (method.getName().equals("rebuild")
                && arguments != null
                && arguments[0] == null
                && tx.staging().rebuild() != null) {
            tx.outbox()
                    .settle(tx.outbox().unsettled(0, Integer.MAX_VALUE, Long.MAX_VALUE).stream()
                            .map(OutboxEntry::seq)
                            .toList());
        }
        return Tampering.honestly(role, method, arguments);
    }

    /** Keeps the rows of all collections but one, as a rebuild looks for those that no pull shows. No listing finds them missing later. */
    static Tampering keepingInRebuilds(String butOf) {
        Set<String> keys = new HashSet<>();
        return (tx, role, method, arguments) -> {
            Object result = Tampering.honestly(role, method, arguments);
            if (method.getName().equals("behind")) {
                List<Incoming> kept = confirmed(result)
                        .filter(row -> !row.change().collection().equals(butOf)
                                && !row.change().tombstone())
                        .map(row -> new Incoming(row.change(), row.echo(), row.stamp()))
                        .toList();
                kept.forEach(each -> keys.add(each.change().key()));
                tx.staging().stage(kept);
            } else if (method.getName().equals("unseen")) {
                return confirmed(result)
                        .filter(row -> !keys.contains(row.change().key()))
                        .toList();
            }
            return result;
        };
    }

    private static Stream<Confirmed> confirmed(Object rows) {
        return ((List<?>) rows).stream().map(Confirmed.class::cast);
    }

    /** Leaves the last user's outbox to the next. */
    static Object mixingUsers(StorageTx<?> tx, Object role, Method method, Object[] arguments) throws Throwable {
        List<Mutation> left = method.getName().equals("handOver")
                ? tx.outbox().unsettled(0, Integer.MAX_VALUE, Long.MAX_VALUE).stream()
                        .map(OutboxEntry::mutation)
                        .toList()
                : List.of();
        Object result = Tampering.honestly(role, method, arguments);
        left.forEach(mutation -> tx.outbox().append(mutation, 100));
        return result;
    }

    @Override
    public Storage<DB> storage(int device) throws Exception {
        return new TamperedStorage(honest.storage(device));
    }

    @Override
    public void createRows(DB db) throws Exception {
        honest.createRows(db);
    }

    @Override
    public void put(DB db, String key, String value) throws Exception {
        honest.put(db, key, value);
    }

    @Override
    public @Nullable String get(DB db, String key) throws Exception {
        return honest.get(db, key);
    }

    @Override
    public void clear(DB db) throws Exception {
        honest.clear(db);
    }

    @Override
    public boolean captures() {
        return honest.captures();
    }

    @Override
    public List<String> write(DB db, Mutation mutation) throws Exception {
        return honest.write(db, mutation);
    }

    @Override
    public List<Mutation> waiting(DB db) throws Exception {
        return honest.waiting(db);
    }

    @Override
    public void close() throws Exception {
        honest.close();
    }

    private final class TamperedStorage extends ForwardingStorage<DB> {
        TamperedStorage(Storage<DB> inner) {
            super(inner);
        }

        @Override
        public <T extends @Nullable Object, X extends Exception> T write(TxBody<DB, T, X> body) throws X {
            return super.<T, X>write(tx -> body.run(tampered(tx)));
        }

        @SuppressWarnings("unchecked")
        private StorageTx<DB> tampered(StorageTx<DB> tx) {
            return (StorageTx<DB>) proxy(StorageTx.class, (self, method, arguments) -> {
                Object result = Tampering.honestly(tx, method, arguments);
                boolean role = result != null
                        && method.getReturnType().isInterface()
                        && !method.getName().equals("handle");
                return !role
                        ? result
                        : proxy(method.getReturnType(), (part, of, given) -> tampering.call(tx, result, of, given));
            });
        }

        private static <T> T proxy(Class<T> type, InvocationHandler handler) {
            return type.cast(Proxy.newProxyInstance(StorageTx.class.getClassLoader(), new Class<?>[] {type}, handler));
        }
    }
}
