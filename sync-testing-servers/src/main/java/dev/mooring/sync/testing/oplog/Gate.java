package dev.mooring.sync.testing.oplog;

import dev.mooring.sync.testing.http.Reply;
import dev.mooring.sync.testing.http.Request;
import java.net.URI;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** Who may come in: everybody as one user, or, with sessions, whose cookie is known and whose posts name their origin. */
final class Gate {
    private final boolean sessions;
    private final String everybody;
    private final Map<String, String> userByCookie = new ConcurrentHashMap<>();

    Gate(boolean sessions, String everybody) {
        this.sessions = sessions;
        this.everybody = everybody;
    }

    boolean sessions() {
        return sessions;
    }

    void logIn(String cookie, String user) {
        userByCookie.put(cookie, user);
    }

    void logOut(String cookie) {
        userByCookie.remove(cookie);
    }

    /** The 403, or null. */
    @Nullable
    Reply originRefusal(Request request) {
        return !sessions || !request.method().equals("POST") || sameOrigin(request)
                ? null
                : Answers.text(403, "Forbidden");
    }

    /** The user, or null for the 401. */
    @Nullable
    String user(Request request) {
        if (!sessions) {
            return everybody;
        }
        for (String pair : request.header("Cookie").split(";")) {
            String user = userByCookie.get(pair.trim());
            if (user != null) {
                return user;
            }
        }
        return null;
    }

    /** Scheme and port are not compared; a forwarded host is, with its port, so that it then never matches. */
    private static boolean sameOrigin(Request request) {
        String host;
        try {
            host = URI.create(request.header("Origin")).getHost();
        } catch (IllegalArgumentException e) {
            return false;
        }
        String forwarded = request.header("X-Forwarded-Host");
        String own = forwarded.isEmpty() ? request.header("Host").replaceFirst(":.*", "") : forwarded;
        return host != null && host.equalsIgnoreCase(own);
    }
}
