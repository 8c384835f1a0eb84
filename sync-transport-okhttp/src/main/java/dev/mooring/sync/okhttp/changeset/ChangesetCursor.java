package dev.mooring.sync.okhttp.changeset;

import dev.mooring.sync.Cursor;
import java.util.Collections;
import java.util.List;
import okio.ByteString;
import org.jspecify.annotations.Nullable;

/**
 * Where a client is: {@code 1:<its site>:<version>:<acked>:<the server's site>}.
 *
 * @param site whose writes the server holds up to {@code acked}; null at the start
 * @param version of the server's database, up to which everything is here
 * @param acked up to which version of this site the server has its writes
 * @param server whose versions these are; null if it is not known
 */
record ChangesetCursor(
        @Nullable ByteString site,
        long version,
        long acked,
        @Nullable ByteString server) {
    /** Before the first contact. */
    static final ChangesetCursor NOWHERE = new ChangesetCursor(null, 0, 0, null);

    private static final String FORM = "1";
    private static final int PARTS = 4;

    /**
     * Reads a cursor.
     *
     * @throws IllegalArgumentException if it is none of this dialect
     */
    static ChangesetCursor of(Cursor cursor) {
        if (cursor.isStart()) {
            return NOWHERE;
        }
        String[] parts = cursor.token().split(":", -1);
        if (parts.length < PARTS || parts.length > PARTS + 1 || !parts[0].equals(FORM)) {
            throw new IllegalArgumentException("a cursor of another dialect: " + cursor.token());
        }
        boolean knows = parts.length > PARTS && !parts[PARTS].isEmpty();
        return new ChangesetCursor(
                ByteString.decodeHex(parts[1]),
                Long.parseLong(parts[2]),
                Long.parseLong(parts[3]),
                knows ? ByteString.decodeHex(parts[PARTS]) : null);
    }

    /** What a client says it has seen. Without the server nobody knows whose versions these are, so everything comes again. */
    List<Frame.LastSeen> seen() {
        return server == null || version == 0
                ? Collections.emptyList()
                : Collections.singletonList(new Frame.LastSeen(server, version, 0));
    }

    /** The same for a client; one that has another name now has sent nothing under it. */
    ChangesetCursor of(ByteString name) {
        return name.equals(site) ? this : new ChangesetCursor(name, version, 0, server);
    }

    /** With everything here up to a version, if that is more. */
    ChangesetCursor at(long whole) {
        return new ChangesetCursor(site, Math.max(version, whole), acked, server);
    }

    /** With that much at the server, if that is more. */
    ChangesetCursor held(long own) {
        return new ChangesetCursor(site, version, Math.max(acked, own), server);
    }

    /** Of a server. */
    ChangesetCursor by(@Nullable ByteString who) {
        return new ChangesetCursor(site, version, acked, who == null ? server : who);
    }

    Cursor cursor() {
        return new Cursor(FORM + ":" + (site == null ? "" : site.hex()) + ":" + version + ":" + acked
                + (server == null ? "" : ":" + server.hex()));
    }
}
