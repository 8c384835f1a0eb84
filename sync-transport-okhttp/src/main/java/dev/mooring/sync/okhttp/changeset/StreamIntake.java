package dev.mooring.sync.okhttp.changeset;

import dev.mooring.sync.okhttp.LiveDialect;
import dev.mooring.sync.okhttp.changeset.Exchange.Doing;
import dev.mooring.sync.spi.ChangeSink.Incoming;
import dev.mooring.sync.spi.TransportException.Kind;
import dev.mooring.sync.spi.WakeUps;
import java.util.List;
import okio.ByteString;
import org.jspecify.annotations.Nullable;

/** Takes what a server streams: sees that it follows, hands it over, and says when somebody should take it. */
final class StreamIntake implements SliceMaker.Into {
    /** How many slices of one frame wait before the app hears of them; the others are told of at the end of the frame. */
    private static final int MOST_UNTOLD = 2;

    /** How many slices wait while a batch is under way, as nobody takes any then. */
    private static final int MOST_WAITING = 8;

    private final LiveDialect.Output out;
    private final Exchange exchange;
    private final ByteString site;
    private final ServerFacts server;
    private final Rest rest;
    private final Position position;
    private boolean inFrame;

    /** The rest of the session. */
    interface Rest {
        /** Between the start of the stream and the end of the connection. */
        boolean isStreaming();

        /** Ends the exchange and the connection. False if nothing was found. */
        boolean found(@Nullable Finding finding);

        void send(Frame frame);

        /** What the exchange waited for has come. */
        void done();
    }

    /**
     * Before anything is streamed.
     *
     * @param site of this client
     */
    StreamIntake(LiveDialect.Output out, Exchange exchange, ByteString site, ServerFacts server, Rest rest) {
        this.out = out;
        this.exchange = exchange;
        this.site = site;
        this.server = server;
        this.rest = rest;
        this.position = new Position(out);
    }

    Position position() {
        return position;
    }

    /** Whether the rest of a frame is still to come. */
    boolean isInFrame() {
        return inFrame;
    }

    @Override
    public boolean begins(Frame.Changes head) {
        Finding finding = rest.isStreaming()
                ? server.is(head.sender())
                : Finding.of(FrameReader.garbage("changes before the stream began"));
        if (rest.found(finding)) {
            return false;
        }
        inFrame = position.takes(head.sinceVersion());
        if (!inFrame && position.isLost()) {
            String words = "the server sent changes that do not follow, also after it was told so";
            boolean unused = rest.found(Finding.of(Kind.OFFLINE, exchange.delivery(), WakeUps.Kind.LOST, words));
        } else if (!inFrame && !position.isBroken()) {
            rest.send(new Frame.Reject(head.sender(), position.ours(), 0));
        }
        return inFrame;
    }

    @Override
    public void slice(List<Incoming> changes, long whole, LiveDialect.@Nullable Reading reading) {
        int most = exchange.batch() == null ? Integer.MAX_VALUE : MOST_WAITING;
        boolean handed = rest.isStreaming()
                && position.slice(
                        changes, whole, reading, most, at -> at.of(site).by(server.site()));
        if (handed && !exchange.takes() && out.waiting() == MOST_UNTOLD) {
            out.woken(true); // The rest of the frame waits for it.
        }
    }

    @Override
    public void ended(long highest) {
        inFrame = false;
        if (!rest.isStreaming()) {
            return;
        }
        position.ended(highest);
        if (exchange.is(Doing.BEHIND_GAP) || exchange.is(Doing.STREAMED)) {
            rest.done();
        } else if (position.isBroken()) {
            out.woken(false); // Some of it was dropped: a pull brings it.
        } else if (out.waiting() > 0 && !exchange.takes()) {
            out.woken(true);
        }
    }
}
