package dev.mooring.examples.android.model;

import android.content.SharedPreferences;
import java.util.regex.Pattern;

/**
 * What the user has set.
 *
 * @param server the base URL
 * @param user whose list it is
 * @param syncing whether the app syncs at all
 */
public record Settings(String server, String user, boolean syncing) {
    /** From an emulator, this is the machine that it runs on. */
    public static final String DEFAULT_SERVER = "http://10.0.2.2:8787";

    private static final Pattern USER = Pattern.compile("[A-Za-z0-9-]{1,40}");

    static Settings read(SharedPreferences from) {
        return new Settings(
                from.getString("server", DEFAULT_SERVER),
                from.getString("user", "ada"),
                from.getBoolean("syncing", true));
    }

    void write(SharedPreferences to) {
        to.edit()
                .putString("server", server)
                .putString("user", user)
                .putBoolean("syncing", syncing)
                .apply();
    }

    /**
     * The same with syncing on or off.
     *
     * @param on which of the two
     * @return a copy
     */
    public Settings syncing(boolean on) {
        return new Settings(server, user, on);
    }

    /**
     * What is wrong with them.
     *
     * @return a sentence for the user; empty if nothing is
     */
    public String fault() {
        if (!server.startsWith("http://") && !server.startsWith("https://")) {
            return "The address begins with http:// or https://.";
        }
        if (!USER.matcher(user).matches()) {
            return "A name has letters, digits and hyphens, 40 at most.";
        }
        return "";
    }

    /** Each user's list has a file of its own, so nobody's edits are ever sent as somebody else's. */
    String file() {
        return "todos-" + user + ".db";
    }
}
