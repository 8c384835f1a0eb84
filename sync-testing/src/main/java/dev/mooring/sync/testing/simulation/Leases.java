package dev.mooring.sync.testing.simulation;

import dev.mooring.sync.spi.storage.LeaseTx;
import dev.mooring.sync.spi.storage.Storage;
import dev.mooring.sync.spi.storage.Storage.TxBody;
import dev.mooring.sync.spi.storage.StorageTx;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** Sees under which epoch a process holds the lease: by its last transaction that asked for it and was committed. */
final class Leases<DB> {
    private final Storage<DB> storage;
    private long epoch;

    Leases(Storage<DB> storage) {
        this.storage = storage;
    }

    /** 0 before the first. */
    long epoch() {
        return epoch;
    }

    /** The same storage, seen. */
    @SuppressWarnings("unchecked")
    Storage<DB> seen() {
        return (Storage<DB>) Proxy.newProxyInstance(
                Leases.class.getClassLoader(),
                new Class<?>[] {Storage.class},
                (proxy, method, args) -> method.getName().equals("write")
                        ? write((TxBody<DB, ?, ?>) args[0])
                        : call(method, storage, args));
    }

    private @Nullable Object write(TxBody<DB, ?, ?> body) throws Exception {
        long[] held = {epoch};
        Object result = storage.<@Nullable Object, Exception>write(tx -> body.run(watched(tx, held)));
        epoch = held[0];
        return result;
    }

    @SuppressWarnings("unchecked")
    private static <T> StorageTx<T> watched(StorageTx<T> tx, long[] held) {
        return (StorageTx<T>) Proxy.newProxyInstance(
                Leases.class.getClassLoader(), new Class<?>[] {StorageTx.class}, (proxy, method, args) -> {
                    Object result = call(method, tx, args);
                    return result instanceof LeaseTx lease ? new Watched(lease, held) : result;
                });
    }

    /** A lease that notes the epoch of each taking. */
    private record Watched(LeaseTx lease, long[] held) implements LeaseTx {
        @Override
        public @Nullable Lease take(String owner, Instant now, Duration atLeast, Duration ttl) {
            Lease taken = lease.take(owner, now, atLeast, ttl);
            if (taken != null) {
                held[0] = taken.epoch();
            }
            return taken;
        }

        @Override
        public long epoch() {
            return lease.epoch();
        }

        @Override
        public void release(String owner) {
            lease.release(owner);
        }
    }

    private static @Nullable Object call(Method method, Object on, Object @Nullable [] args) throws Exception {
        try {
            return method.invoke(on, args);
        } catch (InvocationTargetException e) {
            if (e.getCause() instanceof Exception cause) {
                throw cause;
            }
            if (e.getCause() instanceof Error error) {
                throw error;
            }
            throw e;
        }
    }
}
