package dev.mooring.examples.shell;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Which channel {@code watch} listens to, as {@code --live} says.
 *
 * @param kind of it
 * @param url where it is; null where the dialect knows that
 * @param why there is none, for a person; empty where there is one, or where none was asked for
 */
record ChannelChoice(Kind kind, @Nullable String url, String why) {
    /** What every other command has. */
    static final ChannelChoice OFF = new ChannelChoice(Kind.NONE, null, "");

    /** The kinds of channels, by what a person calls them. */
    enum Kind {
        /** None. */
        NONE("none"),
        /** {@code /do/live} of an event-log server. */
        LOG("the stream of the log"),
        /** The socket of an entity-sync server. */
        ENTITIES("the socket of entity-sync"),
        /** The socket of a changeset server, over which everything goes. */
        CELLS("the socket that everything goes over"),
        /** Any WebSocket; each message wakes. */
        SOCKET("a WebSocket"),
        /** Any stream of server-sent events; each event wakes. */
        EVENTS("server-sent events");

        private final String words;

        Kind(String words) {
            this.words = words;
        }

        String words() {
            return words;
        }

        /** As the JSON objects have it. */
        String word() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /**
     * Reads {@code --live}.
     *
     * @param given null for auto
     * @param dialect of the server
     * @param repertoire the socket that pieces come over; null if they do not sync
     */
    static ChannelChoice of(@Nullable String given, String dialect, @Nullable String repertoire) {
        if (repertoire != null && !"off".equals(given)) {
            if (given != null && !given.equals("auto") && !given.equals(repertoire)) {
                throw new UsageException("pieces come over the socket of --repertoire alone, so --live is auto or off");
            }
            return new ChannelChoice(Kind.ENTITIES, repertoire, "");
        }
        if (given == null || given.equals("auto")) {
            return auto(dialect);
        } else if (given.equals("off")) {
            return OFF;
        }
        String scheme = given.substring(0, Math.max(0, given.indexOf(':'))).toLowerCase(Locale.ROOT);
        return switch (scheme) {
            case "ws", "wss" ->
                new ChannelChoice(dialect.equals(Dialects.ENTITY_SYNC) ? Kind.ENTITIES : Kind.SOCKET, given, "");
            case "http", "https" -> new ChannelChoice(Kind.EVENTS, given, "");
            default ->
                throw new UsageException(
                        "--live is auto, off, or a URL of ws, wss, http or https"); // It may hold a secret.
        };
    }

    private static ChannelChoice auto(String dialect) {
        return switch (dialect) {
            case Dialects.EVENT_LOG -> new ChannelChoice(Kind.LOG, null, "");
            case Dialects.ENTITY_SYNC -> none("the address of the socket is not known; --live wss://… gives it");
            case Dialects.CHANGESET -> new ChannelChoice(Kind.CELLS, null, "");
            default -> none(dialect + " has none of its own; --live URL names one");
        };
    }

    private static ChannelChoice none(String why) {
        return new ChannelChoice(Kind.NONE, null, why);
    }

    /** The address as one of HTTP, which is what a WebSocket begins with. */
    String http() {
        String given = url == null ? "" : url;
        return given.regionMatches(true, 0, "ws", 0, 2) ? "http" + given.substring(2) : given;
    }
}
