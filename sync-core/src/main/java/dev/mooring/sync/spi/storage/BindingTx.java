package dev.mooring.sync.spi.storage;

import dev.mooring.sync.ServerIdentity;
import dev.mooring.sync.spi.Account;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Whose storage it is, in a transaction: the identity that it is bound to, and the accounts that identities are bound to. */
public interface BindingTx {
    /**
     * Whose storage it is. Asked at the beginning of every transaction of a client, so it must be cheap: another client or another
     * process may have handed the storage over, and nothing of one identity is written or sent as another.
     *
     * @return the identity that it is bound to
     */
    ServerIdentity identity();

    /**
     * Hands the storage over to another identity. The app's rows are the caller's business.
     *
     * <p>The outbox, the batch and what is parked are kept under the present identity's name, or forgotten together with its
     * {@linkplain #accounts accounts}. Nothing confirmed, no cursor, no contact and no rebuild is left.
     *
     * <p>What was kept for the next identity is back as it was, in its order, under new sequence numbers. The members of its batch
     * follow these. A member that was settled before stays one that is not there.
     *
     * @param to the next identity, another one than the present
     * @param keep whether what is unsettled or parked is kept
     * @return how many mutations left, and how many are back
     * @throws IllegalArgumentException if it is the present one
     * @throws IllegalStateException if something that was captured was not taken in
     */
    Handover handOver(ServerIdentity to, boolean keep);

    /**
     * The accounts at the server that the present identity was found to be.
     *
     * @return one of a kind at most
     */
    List<Account> accounts();

    /**
     * Binds the present identity to an account, for good, also while the storage is another's. Only {@linkplain #handOver handing over}
     * without keeping anything unbinds it.
     *
     * @param account in place of the one of the same kind, if there is one
     */
    void bind(Account account);

    /**
     * Which other identity at the same server is bound to an account in this storage.
     *
     * @param account of a credential
     * @return the identity, or null if there is none
     */
    @Nullable
    ServerIdentity otherHolder(Account account);

    /**
     * What a handing over has moved.
     *
     * @param left of the last identity, pending and parked
     * @param returned of the next identity, pending and parked
     */
    record Handover(long left, long returned) {}
}
