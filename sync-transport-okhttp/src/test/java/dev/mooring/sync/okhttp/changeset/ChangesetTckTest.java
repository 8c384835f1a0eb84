package dev.mooring.sync.okhttp.changeset;

import dev.mooring.sync.Cursor;
import dev.mooring.sync.SyncException;
import dev.mooring.sync.okhttp.Bearer;
import dev.mooring.sync.okhttp.OkHttpTransport;
import dev.mooring.sync.spi.Ask;
import dev.mooring.sync.spi.WakeUps;
import dev.mooring.sync.spi.WakeUps.Listener;
import dev.mooring.sync.testing.transport.LiveExchange;
import dev.mooring.sync.testing.transport.LiveExchange.Message;
import dev.mooring.sync.testing.transport.LiveTck;
import dev.mooring.sync.testing.transport.TransportConfig;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.AfterEach;

/**
 * The contract suite over the channel of the dialect. The client announces itself with the first exchange over a channel, so one is made as soon
 * as there is a channel, as core does, and the channel counts as open when that is answered.
 *
 * <p>The suite of transports is about requests and their answers, of which this dialect has none: {@link ChangesetContractTest} says of its
 * exchanges what is said there.
 */
class ChangesetTckTest extends LiveTck {
    private final List<OkHttpTransport> transports = new ArrayList<>();

    @AfterEach
    void closeTransports() {
        transports.forEach(OkHttpTransport::close);
    }

    @Override
    protected WakeUps wakeUps(TransportConfig config) {
        var builder =
                OkHttpTransport.builder(config.baseUrl(), CellDevice.dialect().build());
        TransportConfig.Tokens tokens = config.tokens();
        OkHttpTransport transport = tokens == null
                ? builder.build()
                : builder.credentials(new Bearer(tokens)).build();
        transports.add(transport);
        transport.named(CellSession.SITE.toByteArray());
        WakeUps channel = Objects.requireNonNull(transport.channel());
        return listener -> channel.open(new Asking(transport, listener));
    }

    /** Pulls over a channel that is there, and tells of it then. */
    private record Asking(OkHttpTransport transport, Listener inner) implements Listener {
        @Override
        public void opened(boolean watchesItself) {
            new Thread(() -> {
                        Ask pull = new Ask.Pull(Cursor.START);
                        try {
                            transport.exchange(pull, (slice, after) -> {}, new CellDevice.Stop());
                        } catch (SyncException e) {
                            return; // The end of the channel is told by the channel.
                        }
                        inner.opened(watchesItself);
                    })
                    .start();
        }

        @Override
        public void alive() {
            inner.alive();
        }

        @Override
        public void woken(boolean brought) {
            inner.woken(brought);
        }

        @Override
        public void shown() {
            inner.shown();
        }

        @Override
        public void closed(WakeUps.End end) {
            inner.closed(end);
        }
    }

    private static Message frame(Frame frame) {
        return Message.binary(Frames.write(frame).toByteArray());
    }

    private static Frame.Status status(String stage) {
        return new Frame.Status(
                true, CellSession.SERVER, "init", Cryb64.of(CellDevice.SCHEMA), null, stage, 0L, null, null);
    }

    @Override
    protected LiveExchange live() {
        return new LiveExchange(
                "/sync",
                true,
                true,
                List.of(
                        frame(status(Frame.HANDSHAKE)),
                        frame(CellSession.start(0)),
                        frame(status(Frame.STEADY)),
                        frame(status(Frame.APPLY_ACK))),
                frame(CellSession.changes(0, 1)),
                List.of(),
                3_000_000);
    }
}
