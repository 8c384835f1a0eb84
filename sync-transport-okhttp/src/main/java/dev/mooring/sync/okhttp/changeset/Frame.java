package dev.mooring.sync.okhttp.changeset;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import okio.ByteString;
import org.jspecify.annotations.Nullable;

/** One message of the protocol; a site is 16 bytes, a version and a seq are not negative. */
sealed interface Frame {
    /** How many bytes name a site. */
    int SITE = 16;

    /** The stage of a {@link Status} that answers an {@link Announce}. */
    String HANDSHAKE = "handshake";

    /** The stage of a {@link Status} behind a {@link Start}. */
    String STEADY = "steady";

    /** The stage of a {@link Status} that answers {@link Changes}. */
    String APPLY_ACK = "apply_ack";

    /**
     * A client says who it is, and what it has seen of whom.
     *
     * @param schemaVersion see {@link Cryb64}
     */
    record Announce(ByteString sender, List<LastSeen> lastSeens, String schemaName, long schemaVersion)
            implements Frame {
        public Announce {
            lastSeens = Collections.unmodifiableList(new ArrayList<>(lastSeens));
        }
    }

    /** How much of a site's writes is here. */
    record LastSeen(ByteString site, long version, long seq) {}

    /** Cells that come behind a position in the sender's history. */
    record Changes(ByteString sender, long sinceVersion, long sinceSeq, List<Cell> cells) implements Frame {
        public Changes {
            cells = Collections.unmodifiableList(new ArrayList<>(cells));
        }
    }

    /** The changes of a sender do not follow what is here of it, up to that position. */
    record Reject(ByteString whose, long sinceVersion, long sinceSeq) implements Frame {}

    /** The server wants what the client has behind that position. */
    record Start(long sinceVersion, long sinceSeq, List<ByteString> excludeSites, boolean localOnly) implements Frame {
        public Start {
            excludeSites = Collections.unmodifiableList(new ArrayList<>(excludeSites));
        }
    }

    /** Whoever gets it answers by a {@link Pong}. */
    record Ping() implements Frame {}

    /** The answer to a {@link Ping}. */
    record Pong() implements Frame {}

    /**
     * How the server sees it. Whatever is null was not told.
     *
     * @param site of the server
     * @param schemaHash the version as decimal text
     * @param ackDbVersion how much of the client's writes the server holds
     * @param reason why it is not ok, in a word
     * @param message the same for a person
     */
    record Status(
            boolean ok,
            @Nullable ByteString site,
            @Nullable String schemaName,
            @Nullable Long schemaVersion,
            @Nullable String schemaHash,
            @Nullable String stage,
            @Nullable Long ackDbVersion,
            @Nullable String reason,
            @Nullable String message)
            implements Frame {}
}
