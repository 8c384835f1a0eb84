package dev.mooring.sync.inspector;

import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import org.jspecify.annotations.Nullable;

/**
 * Decides who comes in. A name of the internet that leads to this machine is not let in (DNS rebinding), nor is who does not know the token, nor a
 * button that another page has pressed. Pure.
 */
final class Door {
    private final int port;
    private final byte[] token;

    Door(int port, String token) {
        this.port = port;
        this.token = token.getBytes(StandardCharsets.US_ASCII);
    }

    /** Host and port, as they stand in the page's address. */
    String address() {
        String host = InetAddress.getLoopbackAddress().getHostAddress();
        return (host.indexOf(':') < 0 ? host : "[::1]") + ":" + port;
    }

    /**
     * Whether a request comes in.
     *
     * @param path as it was asked for, with the token before its second slash
     * @param host null if there is no such header, or more than one
     * @param origin the same
     */
    Entry ask(String method, String path, @Nullable String host, @Nullable String origin) {
        if (host == null || !isOurs(host)) {
            return Entry.refused(403, "this address is not the inspector's");
        }
        int end = path.indexOf('/', 1);
        String given = path.isEmpty() ? "" : path.substring(1, end < 0 ? path.length() : end);
        if (!MessageDigest.isEqual(given.getBytes(StandardCharsets.UTF_8), token)) {
            return Entry.refused(404, "there is nothing here");
        }
        if (!method.equals("GET") && !method.equals("POST")) {
            return Entry.refused(405, "only GET and POST are answered");
        }
        if (method.equals("POST") && (origin == null || !origin.equals("http://" + host))) {
            return Entry.refused(403, "only the inspector's own page presses its buttons");
        }
        return new Entry(0, "", end < 0 ? "" : path.substring(end));
    }

    private boolean isOurs(String host) {
        return host.equals("127.0.0.1:" + port) || host.equals("localhost:" + port) || host.equals("[::1]:" + port);
    }

    /**
     * What was decided.
     *
     * @param status 0 for who comes in, else that of the refusal
     * @param words of the refusal
     * @param path behind the token; empty if not even a slash is there
     */
    record Entry(int status, String words, String path) {
        static Entry refused(int status, String words) {
            return new Entry(status, words, "");
        }
    }
}
