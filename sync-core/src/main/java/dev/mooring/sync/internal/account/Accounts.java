package dev.mooring.sync.internal.account;

import dev.mooring.sync.internal.ledger.Ledger;
import dev.mooring.sync.internal.write.Ids;
import dev.mooring.sync.spi.Account;
import dev.mooring.sync.spi.Account.Kind;
import dev.mooring.sync.spi.AccountGuard;
import dev.mooring.sync.spi.Capabilities;
import dev.mooring.sync.spi.storage.Storage;
import dev.mooring.sync.spi.storage.StorageTx;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Keeps another account's credential from the data here (I14).
 *
 * <p>Each request asks here before it is sent. From the first answer on, only the first account that the server lets in may go on.
 * It is stored for good when a pull with it is complete. So a credential that was refused, or that shows somebody else's listing,
 * binds nobody. A credential that names nobody is remembered by its fingerprint, once a listing with it has shown what is here.
 */
public final class Accounts<DB> implements AccountGuard {
    private final Storage<DB> storage;
    private final String declared;
    private final Admission admission = new Admission();
    private final Ids ids;

    public Accounts(Storage<DB> storage, Capabilities can, Ids ids) {
        this.storage = storage;
        this.declared = can.account();
        this.ids = ids;
    }

    private Binding binding(StorageTx<DB> tx, Account seen) {
        return new Binding(
                tx.binding().identity(),
                declared,
                tx.binding().accounts(),
                tx.binding().otherHolder(seen));
    }

    @Override
    public @Nullable String refusal(Account seen) {
        Account before = admission.contradicting(seen);
        if (before != null) {
            admission.asks(null);
            return "the credential is for the account " + seen + ", and was for " + before
                    + " a moment ago: nothing was sent, and nothing was changed here; sign in as the right user, or"
                    + " switch the user";
        }
        Binding binding = storage.<Binding, RuntimeException>read(tx -> binding(tx, seen));
        boolean other = binding.judge(seen) == Binding.Verdict.OTHER;
        admission.asks(other ? null : seen);
        return other ? binding.words(seen) : null;
    }

    /** An exchange begins: nothing is known yet of whose it is. */
    public void asking() {
        admission.asks(null);
    }

    /** The server has let the request in. */
    public void admitted() {
        admission.admit();
    }

    /** A listing of all there is begins. */
    public void listing() {
        admission.listing();
    }

    /** What came is not of the account whose data is here. */
    public void refuted() {
        admission.refute();
    }

    /** Whether the account of the last request is known to be the one whose data is here. */
    public boolean proven() {
        Account seen = admission.asked();
        return seen != null && proven(seen);
    }

    private boolean proven(Account seen) {
        return Objects.requireNonNull(
                storage.<Boolean, RuntimeException>read(tx -> binding(tx, seen).judge(seen) == Binding.Verdict.OURS));
    }

    /**
     * A pull is complete, and nothing that it showed speaks against the account.
     *
     * @param familiar whether what it showed speaks for the account: it listed everything, and some of that was confirmed here, or
     *     nothing was confirmed here
     */
    public void bind(Ledger<DB> ledger, boolean familiar) {
        Account seen = admission.binds(familiar);
        if (seen == null || isKept(seen)) {
            return;
        }
        Account kept = seen.kind() == Kind.CREDENTIAL
                ? KeptCredential.of(seen, ids.next().toString())
                : seen;
        ledger.guarded(tx -> {
            tx.binding().bind(kept);
            return Boolean.TRUE;
        });
    }

    private boolean isKept(Account seen) {
        return seen.kind() == Kind.CREDENTIAL
                ? proven(seen)
                : storage.<Boolean, RuntimeException>read(
                        tx -> tx.binding().accounts().contains(seen));
    }
}
