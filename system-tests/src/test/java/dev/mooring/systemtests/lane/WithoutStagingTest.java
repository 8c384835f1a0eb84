package dev.mooring.systemtests.lane;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.mooring.sync.SyncReport;
import dev.mooring.sync.recovery.RebuildPlan;
import dev.mooring.sync.spi.Capabilities.Order;
import dev.mooring.sync.spi.storage.Storage;
import dev.mooring.sync.spi.storage.Storage.TxBody;
import dev.mooring.sync.spi.storage.StorageTx;
import dev.mooring.sync.testing.VirtualScheduler;
import dev.mooring.sync.testing.storage.InMemoryStorage;
import dev.mooring.sync.testing.storage.MemoryTables;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import org.junit.jupiter.api.Test;

/** A storage that cannot keep a rebuild beside its state syncs as any other, and says what it does not offer. */
class WithoutStagingTest {
    private final VirtualScheduler time = new VirtualScheduler(1);
    private final Rebuilt server = new Rebuilt(time, Order.KEYS);
    private final InMemoryStorage data = new InMemoryStorage();
    private final Tablet tablet = server.tablet(data, through());

    @SuppressWarnings("unchecked")
    private Storage<MemoryTables> through() {
        return (Storage<MemoryTables>) proxy(Storage.class, (method, arguments) -> {
            if (arguments != null && arguments.length == 1 && arguments[0] instanceof TxBody<?, ?, ?> body) {
                TxBody<MemoryTables, ?, ?> inner = (TxBody<MemoryTables, ?, ?>) body;
                TxBody<MemoryTables, Object, Exception> outer = tx -> inner.run(without(tx));
                return call(data, method, outer);
            }
            return call(data, method, arguments);
        });
    }

    @SuppressWarnings("unchecked")
    private static StorageTx<MemoryTables> without(StorageTx<MemoryTables> tx) {
        return (StorageTx<MemoryTables>) proxy(
                StorageTx.class,
                (method, arguments) -> method.getName().equals("staging") ? null : call(tx, method, arguments));
    }

    private interface Calling {
        Object call(Method method, Object[] arguments) throws Throwable;
    }

    private static Object proxy(Class<?> type, Calling calling) {
        return Proxy.newProxyInstance(
                type.getClassLoader(),
                new Class<?>[] {type},
                (self, method, arguments) -> calling.call(method, arguments));
    }

    private static Object call(Object inner, Method method, Object... arguments) throws Throwable {
        try {
            return method.invoke(inner, arguments);
        } catch (InvocationTargetException e) {
            throw e.getCause();
        }
    }

    @Test
    void itSyncsAndRefusesARebuild() {
        tablet.set("a", "1");
        assertInstanceOf(SyncReport.Synced.class, tablet.sync());
        tablet.set("b", "2");
        IllegalStateException refused = assertThrows(
                IllegalStateException.class, () -> tablet.client.recovery().rebuild(RebuildPlan.withoutExport()));
        assertTrue(String.valueOf(refused.getMessage()).contains("offers no StagingTx"), refused.getMessage());
        assertFalse(
                tablet.client.recovery().preview(RebuildPlan.withoutExport()).underWay());
        assertInstanceOf(SyncReport.Synced.class, tablet.sync());
        assertEquals(0, tablet.client.status().pending());
        tablet.client.close();
    }
}
