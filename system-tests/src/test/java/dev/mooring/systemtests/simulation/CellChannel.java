package dev.mooring.systemtests.simulation;

import dev.mooring.sync.spi.Answer;
import dev.mooring.sync.spi.Ask;
import dev.mooring.sync.spi.Cancellation;
import dev.mooring.sync.spi.ChangeSink;
import dev.mooring.sync.spi.Page;
import dev.mooring.sync.spi.WakeUps;
import dev.mooring.sync.testing.FaultTransport;
import dev.mooring.sync.testing.ForwardingTransport;
import java.time.Duration;
import java.util.Collections;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;
import okio.ByteString;
import org.jspecify.annotations.Nullable;

/** A device with a channel: all its exchanges go over that while it is open, and else as those of {@link CellTransport}. */
final class CellChannel extends ForwardingTransport {
    private static final Duration DEADLINE = Duration.ofSeconds(60);

    private final Function<Supplier<ByteString>, CellLine.Road> roads;
    private final Consumer<Ask> asked;
    private ByteString site = ByteString.EMPTY;
    private @Nullable CellLine line;

    CellChannel(FaultTransport faulty, Function<Supplier<ByteString>, CellLine.Road> roads, Consumer<Ask> asked) {
        super(faulty);
        this.roads = roads;
        this.asked = asked;
    }

    @Override
    public void named(byte[] id) {
        super.named(id);
        site = ByteString.of(id);
    }

    ByteString site() {
        return site;
    }

    @Override
    public WakeUps channel() {
        return listener -> {
            CellLine opened = new CellLine(roads.apply(() -> site), listener);
            line = opened;
            opened.start();
            return opened;
        };
    }

    @Override
    public Duration deadline(Ask ask) {
        return ask instanceof Ask.Call ? super.deadline(ask) : DEADLINE;
    }

    @Override
    public Answer exchange(Ask ask, ChangeSink sink, Cancellation cancellation) {
        CellLine open = line;
        Answer answer = null;
        if (open != null && !open.isOver() && !open.isBusy() && !(ask instanceof Ask.Call)) {
            asked.accept(ask);
            answer = open.exchange(ask, sink, cancellation, DEADLINE);
        }
        if (answer == null && ask instanceof Ask.Heard) {
            return new Answer.Settled(Collections.emptyList(), new Page(ask.cursor(), true), null);
        }
        return answer == null ? super.exchange(ask, sink, cancellation) : answer;
    }
}
