package dev.mooring.sync.testing.storage;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.mooring.sync.ServerIdentity;
import dev.mooring.sync.spi.Account;
import dev.mooring.sync.spi.storage.BindingTx.Handover;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Whose the storage is, and to which accounts its identities are bound. */
abstract class BindingContract<DB> extends LifecycleContract<DB> {
    @Test
    void itTellsWhoseItIs() throws Exception {
        assertEquals(IDENTITY, storage().bound());
        read(tx -> assertEquals(IDENTITY, tx.binding().identity()));
        write(tx -> {
            tx.binding().handOver(OTHER, true);
            assertEquals(OTHER, tx.binding().identity());
        });
        assertEquals(OTHER, storage().bound());
        read(tx -> assertEquals(OTHER, tx.binding().identity()));
    }

    @Test
    void itTellsWhoseItIsWithoutBeingOpened() {
        assumeTrue(fixture().durable(), "this storage keeps nothing beyond its own life");
        storage().close();
        assertEquals(IDENTITY, another().bound());
    }

    @Test
    void anAccountIsBoundForGood() throws Exception {
        Account first = new Account(Account.Kind.TOKEN, "first 🚢");
        Account named = new Account(Account.Kind.APP, "named");
        read(tx -> assertEquals(List.of(), tx.binding().accounts()));
        write(tx -> {
            tx.binding().bind(new Account(Account.Kind.TOKEN, "before"));
            tx.binding().bind(first);
            tx.binding().bind(named);
        });
        read(tx -> {
            assertEquals(Set.of(first, named), Set.copyOf(tx.binding().accounts()));
            assertNull(tx.binding().otherHolder(first), "it is its own");
        });
        handOver(OTHER, true);
        read(tx -> {
            assertEquals(List.of(), tx.binding().accounts());
            assertEquals(
                    OTHER.server().equals(IDENTITY.server()) ? IDENTITY : null,
                    tx.binding().otherHolder(first));
            assertNull(
                    tx.binding().otherHolder(new Account(Account.Kind.APP, first.name())),
                    "another kind is another account");
        });
        write(tx -> tx.binding().bind(new Account(Account.Kind.TOKEN, "second")));
        handOver(IDENTITY, true);
        read(tx -> assertEquals(Set.of(first, named), Set.copyOf(tx.binding().accounts())));
        handOver(OTHER, false);
        read(tx -> assertNull(tx.binding().otherHolder(first), "what is not kept is forgotten"));
        handOver(IDENTITY, true);
        read(tx -> assertEquals(List.of(), tx.binding().accounts()));
    }

    @Test
    void aBindingThatIsRolledBackBindsNobody() throws Exception {
        assertThrows(
                IllegalStateException.class,
                () -> write(tx -> {
                    tx.binding().bind(new Account(Account.Kind.TOKEN, "x"));
                    throw new IllegalStateException("roll back");
                }));
        read(tx -> assertEquals(List.of(), tx.binding().accounts()));
    }

    final Handover handOver(ServerIdentity to, boolean keep) {
        return storage().<Handover, RuntimeException>write(tx -> tx.binding().handOver(to, keep));
    }
}
