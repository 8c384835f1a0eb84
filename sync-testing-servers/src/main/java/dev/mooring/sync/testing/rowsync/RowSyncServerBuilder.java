package dev.mooring.sync.testing.rowsync;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.time.Clock;
import java.util.Base64;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.UnaryOperator;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** Wires a server together. */
public final class RowSyncServerBuilder {
    Clock clock = Clock.systemUTC();
    final Map<String, String> users = new ConcurrentHashMap<>(Map.of("token", RowSyncServer.USER));
    UnaryOperator<String> signature = text -> sign("a secret of the server", text);
    boolean gzip = true;

    RowSyncServerBuilder() {}

    /**
     * The time of requests, and of stamps that no push brings.
     *
     * @param value the system's by default
     * @return this
     */
    public RowSyncServerBuilder clock(Clock value) {
        clock = value;
        return this;
    }

    /**
     * A token that is let in.
     *
     * @param token as it stands behind {@code Bearer}
     * @param user the subject
     * @return this
     */
    public RowSyncServerBuilder token(String token, String user) {
        users.put(token, user);
        return this;
    }

    /**
     * How cursors of version 2 are signed.
     *
     * @param value HMAC-SHA256 by default; gets the cursor's JSON without its signature
     * @return this
     */
    public RowSyncServerBuilder cursorSignature(UnaryOperator<String> value) {
        signature = value;
        return this;
    }

    /**
     * Whether answers over HTTP are zipped for clients that ask for it, as the live server's are.
     *
     * @param value true by default
     * @return this
     */
    public RowSyncServerBuilder gzip(boolean value) {
        gzip = value;
        return this;
    }

    /**
     * Builds the server, not listening yet.
     *
     * @return the server
     */
    public RowSyncServer build() {
        return new RowSyncServer(this);
    }

    private static String sign(String secret, String text) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(secret.getBytes(StandardCharsets.UTF_8), "HmacSHA256"));
            byte[] signed = mac.doFinal(text.getBytes(StandardCharsets.UTF_8));
            return Base64.getUrlEncoder().withoutPadding().encodeToString(signed);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java has HmacSHA256", e);
        }
    }
}
