package dev.mooring.sync.spi;

import org.jspecify.annotations.Nullable;

/**
 * A transport asks it before it sends anything with a credential whose account is known, see {@link Transport#guard}. It is called
 * on the thread of the exchange. It reads the storage, so no transaction may be open on that thread.
 */
@FunctionalInterface
public interface AccountGuard {
    /**
     * Whether the account is the one whose data is here.
     *
     * @param account of the credential that is about to be used
     * @return null if the request may be sent; else why not, for a person to read: then nothing is sent, and the exchange is answered
     *     with {@link Answer.Incompatible} and {@link dev.mooring.sync.SyncReport.Mismatch#OTHER_ACCOUNT}
     */
    @Nullable
    String refusal(Account account);
}
