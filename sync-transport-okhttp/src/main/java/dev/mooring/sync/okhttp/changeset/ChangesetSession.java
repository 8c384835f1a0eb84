package dev.mooring.sync.okhttp.changeset;

import dev.mooring.sync.okhttp.LiveDialect;
import dev.mooring.sync.okhttp.changeset.Exchange.Doing;
import dev.mooring.sync.spi.Answer;
import dev.mooring.sync.spi.Ask;
import dev.mooring.sync.spi.Outcome;
import dev.mooring.sync.spi.ProtocolException;
import dev.mooring.sync.spi.TransportException.Kind;
import dev.mooring.sync.spi.WakeUps;
import dev.mooring.sync.spi.WakeUps.End;
import java.io.IOException;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.function.Consumer;
import okio.BufferedSource;
import okio.ByteString;
import org.jspecify.annotations.Nullable;

/**
 * One connection to a changeset server (§2.5). Pure: the transport owns the socket.
 *
 * <p>The client announces itself with the first exchange, as that says where it is. The server says who it is and what it holds, and then
 * streams. From there on a pull is a probe: an empty frame, whose acknowledgement comes behind all that the server had sent. One frame is
 * under way at a time, so an acknowledgement belongs to it. Whatever goes wrong ends the connection, as the server's side may be half dead
 * then and acknowledge what it has not applied.
 *
 * <p>A server that never says how it stands acknowledges nothing. It is asked by a ping for the end of what it had to send, and by the next
 * connection whether it has a batch.
 *
 * <p>What the server shows is judged by {@link ServerFacts}, {@link Exchange} knows how far the exchange is, and {@link StreamIntake} takes what
 * is streamed.
 *
 * <p>The class is long as each kind of exchange and each message of the server has its place here.
 */
final class ChangesetSession extends ChannelSession implements StreamIntake.Rest {
    private static final Duration PATIENCE = Duration.ofSeconds(10);
    private static final Duration FIRST_MESSAGE = Duration.ofSeconds(60);
    private static final Duration STATUSLESS = Duration.ofSeconds(2);

    /** How old a connection may be that a pull goes over: a server can stop streaming without a word. */
    private static final Duration RENEWED = Duration.ofMinutes(5);

    private static final int MOST_TRIES = 2;

    private final LiveDialect.Output out;
    private final ByteString site;
    private final Setup setup;
    private final ServerFacts server;
    private final Exchange exchange;
    private final StreamIntake intake;

    private Phase phase = Phase.DIALLED;
    private boolean statusless;
    private boolean statuses;
    private boolean worn;
    private long announcedAt;
    private long sentAt;

    private enum Phase {
        DIALLED,
        OPEN,
        ANNOUNCED,
        STREAMING,
        OVER
    }

    /**
     * A new connection.
     *
     * @param site of this client
     */
    ChangesetSession(LiveDialect.Output out, ByteString site, Setup setup) {
        this.out = out;
        this.site = site;
        this.setup = setup;
        this.statusless = setup.statusless();
        this.server = new ServerFacts(setup.schema());
        this.exchange = new Exchange(out);
        this.intake = new StreamIntake(out, exchange, site, server, this);
    }

    // ---- the exchange

    @Override
    public void opened() {
        phase = Phase.OPEN;
        out.live();
        if (exchange.isThere()) {
            announce();
        }
    }

    @Override
    public boolean begin(Ask next, int connections) {
        ChangesetCursor at = ChangesetCursor.of(next.cursor()).of(site);
        if (phase == Phase.OVER || (phase == Phase.STREAMING && !serves(next, at))) {
            return false;
        }
        exchange.begin(next, at, connections);
        server.known(at);
        if (site.size() != Frame.SITE) {
            found(Finding.nameless());
        } else if (phase == Phase.STREAMING) {
            stream();
        } else if (phase == Phase.OPEN) {
            announce();
        }
        return true;
    }

    /** Whether this connection is as good as a new one. */
    private boolean serves(Ask next, ChangesetCursor at) {
        boolean fresh = setup.nanos().getAsLong() - announcedAt < RENEWED.toNanos() || next instanceof Ask.Push;
        return next instanceof Ask.Heard || (fresh && !worn && intake.position().serves(at.version()));
    }

    private void announce() {
        List<Frame.LastSeen> seen = exchange.from().seen();
        intake.position().begin(seen.isEmpty() ? 0 : exchange.from().version());
        phase = Phase.ANNOUNCED;
        announcedAt = setup.nanos().getAsLong();
        send(new Frame.Announce(
                site, seen, setup.schema().name(), setup.schema().version()));
    }

    /** The server streams, and the exchange is next. */
    private void stream() {
        Batch batch = exchange.batch();
        if (batch != null) {
            push(batch);
        } else if (exchange.isHeard()) {
            exchange.goes(Doing.STREAMED);
            if (!intake.isInFrame()) {
                done();
            }
        } else if (statuses) {
            exchange.goes(Doing.PROBED);
            send(new Frame.Changes(site, server.held(), 0, Collections.emptyList()));
        } else if (statusless) {
            ping();
        } else {
            exchange.goes(Doing.WAITING);
        }
    }

    private void push(Batch batch) {
        long held = server.held();
        if (statuses ? batch.isHeld(held) : setup.unproven().proves(site, batch.push(), held)) {
            settle(batch.accepted(), false);
        } else if (exchange.before() >= MOST_TRIES) {
            found(Finding.notTaken());
        } else {
            exchange.goes(Doing.READY);
            out.ready();
        }
    }

    private void ping() {
        exchange.goes(Doing.PINGED);
        out.ping();
    }

    @Override
    public void go() {
        Batch batch = exchange.batch();
        if (exchange.is(Doing.READY) && batch != null) {
            exchange.goes(Doing.SENT);
            long held = server.held();
            sentAt = statuses ? held : setup.unproven().least(site, held);
            if (!statuses) {
                setup.unproven().sent(site, batch.push(), batch.last(sentAt));
            }
            send(new Frame.Changes(site, held, 0, batch.cells(sentAt)));
            if (!statuses) {
                out.again();
            }
        }
    }

    @Override
    public boolean mayBeSent() {
        return exchange.mayBeSent();
    }

    @Override
    public Duration patience() {
        if (exchange.is(Doing.WAITING)) {
            return STATUSLESS;
        }
        return exchange.isBehindFirstMessage() ? FIRST_MESSAGE : PATIENCE;
    }

    @Override
    public void silent() {
        if (exchange.is(Doing.WAITING)) {
            statusless = true;
            ping();
        } else if (exchange.isThere()) {
            String words = "the server said nothing for " + patience().getSeconds() + " s";
            found(Finding.of(Kind.OFFLINE, exchange.delivery(), WakeUps.Kind.SILENT, words));
        }
    }

    @Override
    public void ponged() {
        if (exchange.is(Doing.PINGED)) {
            done();
        }
    }

    /** A pull has all that the server had when it was asked. */
    @Override
    public void done() {
        Position position = intake.position();
        if (position.isGapped()) {
            exchange.goes(Doing.BEHIND_GAP);
            return;
        }
        boolean check = exchange.isCheck();
        ChangesetCursor at = check ? exchange.from() : exchange.from().at(position.ours());
        boolean more = position.isBroken() || (check && out.waiting() > 0);
        exchange.answer(new Answer.Settled(Collections.emptyList(), server.page(at, more), null));
    }

    private void settle(List<Outcome> outcomes, boolean more) {
        exchange.answer(new Answer.Settled(outcomes, server.page(exchange.from(), more), null));
    }

    @Override
    public boolean found(@Nullable Finding finding) {
        if (finding == null || phase == Phase.OVER) {
            return finding != null;
        }
        phase = Phase.OVER;
        if (finding.mismatch() != null) {
            exchange.answer(new Answer.Incompatible(finding.mismatch(), finding.words()));
        } else if (finding.failure() != null) {
            exchange.fail(finding.failure());
        }
        out.over(new End(finding.end(), finding.words(), null));
        return true;
    }

    // ---- what comes

    @Override
    public void read(BufferedSource message, long length, long maxValueBytes, Consumer<Runnable> lock)
            throws IOException {
        try {
            FrameReader reader = new FrameReader(message, length, maxValueBytes);
            SliceMaker slices = new SliceMaker(reader, lock, intake, setup.slice());
            Frame frame = Frames.read(reader, slices);
            if (frame instanceof Frame.Changes) {
                slices.end();
            } else {
                lock.accept(() -> took(frame));
            }
        } catch (ProtocolException e) {
            lock.accept(() -> {
                boolean unused = found(Finding.of(e));
            });
        }
    }

    private void took(Frame frame) {
        if (phase == Phase.OVER) {
            return;
        }
        if (frame instanceof Frame.Status status) {
            status(status);
        } else if (frame instanceof Frame.Start start) {
            start(start);
        } else if (frame instanceof Frame.Reject reject) {
            rejected(reject);
        } else if (frame instanceof Frame.Ping) {
            send(new Frame.Pong());
        } else if (frame instanceof Frame.Announce) {
            found(Finding.of(FrameReader.garbage("a server that announces itself as a client does")));
        }
    }

    private void status(Frame.Status status) {
        statuses = true;
        if (found(server.says(status, exchange.is(Doing.SENT), exchange.mayBeSent()))) {
            return;
        }
        Long acked = status.ackDbVersion();
        boolean ack = Frame.APPLY_ACK.equals(status.stage()) || status.stage() == null;
        if (ack && exchange.is(Doing.SENT)) {
            acknowledged(acked);
        } else if (acked != null && found(server.holds(acked))) {
            return;
        } else if (ack && acked != null && exchange.is(Doing.PROBED)) {
            done();
        } else if (exchange.is(Doing.WAITING)) {
            stream();
        }
    }

    private void acknowledged(@Nullable Long acked) {
        Batch sent = exchange.batch();
        if (sent == null) {
            return;
        }
        if (!found(server.acknowledges(acked, sent.last(sentAt)))) {
            settle(sent.accepted(), false);
        }
    }

    private void start(Frame.Start start) {
        if (phase != Phase.ANNOUNCED && phase != Phase.STREAMING) {
            found(Finding.of(FrameReader.garbage("a stream that nobody asked for")));
            return;
        }
        List<ByteString> who = start.excludeSites();
        if ((!who.isEmpty() && found(server.is(who.get(0)))) || found(server.holds(start.sinceVersion()))) {
            return;
        }
        boolean first = phase == Phase.ANNOUNCED;
        phase = Phase.STREAMING;
        if (first && exchange.isThere()) {
            stream();
        }
    }

    private void rejected(Frame.Reject reject) {
        if (!reject.whose().equals(site)) {
            return;
        }
        worn = true; // It may have applied them all the same, and acknowledge them.
        Batch sent = exchange.batch();
        if (!exchange.is(Doing.SENT) || sent == null) {
            return;
        }
        if (!found(server.rejects(reject))) {
            settle(sent.deferred("the server holds less than the batch follows"), true);
        }
    }

    // ---- what the stream needs

    @Override
    public boolean isStreaming() {
        return phase == Phase.STREAMING;
    }

    @Override
    public void send(Frame frame) {
        out.send(Frames.write(frame));
    }
}
