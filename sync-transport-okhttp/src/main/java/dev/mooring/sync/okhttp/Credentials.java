package dev.mooring.sync.okhttp;

import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * Where the transport gets the credential that goes with every request.
 *
 * <p>The transport calls these methods on a thread of its own, one call at a time, before it makes the request. It asks for a
 * refresh after the server refused a credential with 401, at most once an exchange. Transports that share one object (or equal
 * ones) never refresh it at the same time: one of them refreshes, and the others take its result, a failure included. The methods
 * may block. At the end of the {@linkplain OkHttpTransportBuilder#callTimeout call timeout} the thread is interrupted, and the
 * exchange ends as if the device were offline. If a method ignores the interrupt, its thread stays busy, and the next exchange
 * waits for it up to its own timeout.
 *
 * <p>What a method throws ends the exchange: an {@link IOException} as if the device were offline, anything else as if nobody
 * were signed in. Its message and cause are not kept, because they may hold the credential. A credential never stands in a log, a
 * report, a status or an export.
 */
public interface Credentials {
    /**
     * The credential as it stands.
     *
     * @return the header's value, such as {@code Bearer …}, or {@code name=value} for a cookie, or null if nobody is signed in:
     * then nothing is sent
     * @throws IOException if it cannot be had now; tried again later
     */
    @Nullable
    String current() throws IOException;

    /**
     * A new credential in place of one that the server refused.
     *
     * @param refused the header's value that was refused
     * @return the new value, or null if there is none: the user has to sign in
     * @throws IOException if it cannot be had now; tried again later
     */
    @Nullable
    String refresh(String refused) throws IOException;

    /**
     * Says whose a credential is, as {@link dev.mooring.sync.ServerIdentity#user()} names the user. The transport asks for each
     * credential before it uses it. It does not use a credential of another account than the one whose data is in the storage;
     * the sync is then {@linkplain dev.mooring.sync.SyncReport.Mismatch#OTHER_ACCOUNT incompatible}. Implement it
     * where credentials are opaque, such as session cookies: nothing else tells before the first request whose they are.
     *
     * @param credential the header's value
     * @return the user; null, by default, to go by the subject of the token, where the credential is a JSON web token
     */
    default @Nullable String account(String credential) {
        return null;
    }

    /**
     * The header that carries the credential.
     *
     * @return {@code Authorization} by default
     */
    default String header() {
        return "Authorization";
    }

    /**
     * A bearer token that never changes.
     *
     * @param token without the word {@code Bearer}
     * @return credentials that cannot be refreshed
     */
    static Credentials bearer(String token) {
        return new FixedCredential("Authorization", "Bearer " + token);
    }

    /**
     * A session cookie that never changes.
     *
     * @param cookie as in a {@code Cookie} header: {@code name=value}, or several with semicolons between them
     * @return credentials that cannot be refreshed
     */
    static Credentials cookie(String cookie) {
        return new FixedCredential("Cookie", cookie);
    }
}
