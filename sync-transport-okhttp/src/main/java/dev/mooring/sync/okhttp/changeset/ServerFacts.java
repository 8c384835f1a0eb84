package dev.mooring.sync.okhttp.changeset;

import dev.mooring.sync.SyncReport.Mismatch;
import dev.mooring.sync.spi.Page;
import dev.mooring.sync.spi.TransportException.Delivery;
import dev.mooring.sync.spi.TransportException.Kind;
import dev.mooring.sync.spi.WakeUps;
import okio.ByteString;
import org.jspecify.annotations.Nullable;

/** What a server has shown of itself over one connection, judged against what the client knew of it. */
final class ServerFacts {
    private final Schema schema;
    private ChangesetCursor from = ChangesetCursor.NOWHERE;
    private @Nullable ByteString site;
    private long held;

    /**
     * Of a server that has not said anything yet.
     *
     * @param schema that it has to have
     */
    ServerFacts(Schema schema) {
        this.schema = schema;
    }

    /** Where the client is. */
    void known(ChangesetCursor at) {
        from = at;
    }

    @Nullable
    ByteString site() {
        return site;
    }

    /** Up to which version it has this client's writes. */
    long held() {
        return held;
    }

    /** Its identity, before anything else of a frame. */
    @Nullable
    Finding is(ByteString who) {
        if (who.size() != Frame.SITE) {
            return Finding.of(FrameReader.garbage("a site of " + who.size() + " bytes"));
        }
        ByteString before = site == null ? from.server() : site;
        if (before != null && !before.equals(who)) {
            return Finding.of(
                    Mismatch.OTHER_HISTORY,
                    "the server is the site " + who.hex() + " and was " + before.hex()
                            + ": its database was made anew");
        }
        site = who;
        return null;
    }

    /** How much it has of this client's writes; never less than it had. */
    @Nullable
    Finding holds(long acked) {
        long before = Math.max(from.acked(), held);
        if (acked < before) {
            return Finding.of(
                    Mismatch.KNOWS_LESS,
                    "the server holds this client's writes up to " + acked + ", and held them up to " + before
                            + ": it was restored from an older copy, or lost them");
        }
        held = acked;
        return null;
    }

    /**
     * What it says of a frame that it was sent.
     *
     * @param acked null if it does not say
     * @param last what it has to hold if it took it
     */
    @Nullable
    Finding acknowledges(@Nullable Long acked, long last) {
        if (acked == null) {
            String words = "the server acknowledged a batch, and not which";
            return Finding.of(Kind.SERVER, Delivery.MAYBE_SENT, WakeUps.Kind.AWAY, words);
        }
        return acked < last
                ? Finding.of(
                        Mismatch.KNOWS_LESS,
                        "the server acknowledged this client's writes up to " + acked + ", and was sent them up to "
                                + last)
                : holds(acked);
    }

    /** It says that a batch does not follow what it holds. */
    @Nullable
    Finding rejects(Frame.Reject reject) {
        return reject.sinceVersion() < from.acked()
                ? Finding.of(
                        Mismatch.KNOWS_LESS,
                        "the server holds this client's writes up to " + reject.sinceVersion()
                                + ", and held them up to " + from.acked())
                : null;
    }

    /** What it says of itself with a status, apart from what it holds. */
    @Nullable
    Finding says(Frame.Status status, boolean sent, boolean mayBeSent) {
        Finding other = status.site() == null ? null : is(status.site());
        if (other != null || !status.ok()) {
            return other != null ? other : refusal(status, sent, mayBeSent);
        }
        boolean name = status.schemaName() != null && !status.schemaName().equals(schema.name());
        boolean version = status.schemaVersion() != null && status.schemaVersion() != schema.version();
        return name || version
                ? Finding.of(
                        Mismatch.OTHER_SCHEMA,
                        "the server has the schema " + status.schemaName() + " of version " + status.schemaVersion()
                                + ", and this app " + schema.name() + " of version " + schema.version())
                : null;
    }

    private static Finding refusal(Frame.Status status, boolean sent, boolean mayBeSent) {
        String reason = String.valueOf(status.reason());
        String words =
                "the server refuses this client: " + reason + (status.message() == null ? "" : ", " + status.message());
        return switch (reason) {
            case "schema_mismatch" -> Finding.of(Mismatch.OTHER_SCHEMA, words);
            case "peer_mismatch" -> Finding.of(Mismatch.OTHER_HISTORY, words);
            case "apply_failed" ->
                sent && Trouble.is(status.message())
                        ? Finding.of(Kind.SERVER, Delivery.ANSWERED, WakeUps.Kind.BUSY, words)
                        : sent
                                ? Finding.of(
                                        Kind.INVALID,
                                        Delivery.ANSWERED,
                                        WakeUps.Kind.AWAY,
                                        words + "; the batch is taken apart to find which one it is")
                                : Finding.of(Kind.SERVER, Delivery.NOT_SENT, WakeUps.Kind.AWAY, words);
            default -> {
                Delivery delivery = mayBeSent ? Delivery.MAYBE_SENT : Delivery.NOT_SENT;
                yield Finding.of(Kind.SERVER, delivery, WakeUps.Kind.BUSY, words);
            }
        };
    }

    /** Where an exchange leaves the client. */
    Page page(ChangesetCursor at, boolean more) {
        ByteString who = site;
        Page page = new Page(at.held(held).by(who).cursor(), more);
        return who == null ? page : page.of(who.hex()).holding(held);
    }
}
