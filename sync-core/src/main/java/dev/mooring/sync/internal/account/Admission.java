package dev.mooring.sync.internal.account;

import dev.mooring.sync.spi.Account;
import dev.mooring.sync.spi.Account.Kind;
import org.jspecify.annotations.Nullable;

/**
 * The account under which the server has let this client in. It stores nothing and reads nothing; it decides by what it is told, in
 * that order. Not thread-safe, but any thread may read {@link #asked}; the lane and the thread of an exchange take turns.
 */
final class Admission {
    /** Of the request under way. */
    private volatile @Nullable Account asked;
    /** The one that the server has let in, until it is bound or refuted. */
    private volatile @Nullable Account admitted;
    /** The account with which the running listing began, and whether the listing went on with another one. */
    private volatile @Nullable Account lister;

    private volatile boolean mixed;

    /**
     * The other account that the server has let in a moment ago, so that this one cannot be of the same run; null if there is none.
     */
    @Nullable
    Account contradicting(Account seen) {
        Account before = admitted;
        // A plain credential may be renewed at any time, and names nobody.
        boolean named = seen.kind() != Kind.CREDENTIAL;
        return named && before != null && before.kind() == seen.kind() && !before.equals(seen) ? before : null;
    }

    /** A request is about to go out: under an account, under none that is known, or not at all. */
    void asks(@Nullable Account account) {
        asked = account;
    }

    /** Of the request under way; null if that is not known. */
    @Nullable
    Account asked() {
        return asked;
    }

    /** The server has let the request in. */
    void admit() {
        Account seen = asked;
        if (seen != null) {
            admitted = seen;
            mixed |= lister != null && !seen.equals(lister);
            lister = seen;
        }
    }

    /** A listing of all there is begins. */
    void listing() {
        lister = null;
        mixed = false;
    }

    /** What came is not of the account whose data is here. */
    void refute() {
        admitted = null;
        asked = null;
    }

    /**
     * The account that is to be bound, as a pull has come to its end; null if there is none. It is told once.
     *
     * @param familiar whether what the pull showed speaks for it. One that nobody has named needs that, for the whole of a listing
     */
    @Nullable
    Account binds(boolean familiar) {
        Account seen = admitted;
        admitted = null;
        return seen == null || (seen.kind() == Kind.CREDENTIAL && (!familiar || mixed)) ? null : seen;
    }
}
