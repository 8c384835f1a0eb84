package dev.mooring.systemtests.simulation;

import dev.mooring.sync.Mutation;
import dev.mooring.sync.calls.ApiResponse;
import dev.mooring.sync.okhttp.LiveDialect;
import dev.mooring.sync.spi.Answer;
import dev.mooring.sync.spi.Ask;
import dev.mooring.sync.spi.Cancellation;
import dev.mooring.sync.spi.Capabilities;
import dev.mooring.sync.spi.ChangeSink;
import dev.mooring.sync.spi.Page;
import dev.mooring.sync.spi.Transport;
import dev.mooring.sync.spi.WakeUps;
import java.time.Duration;
import java.util.Collections;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;
import okio.ByteString;
import org.jspecify.annotations.Nullable;

/** The dialect over connections that are made for exchanges, and kept for 5 s. An exchange that arrives late has one of its own. */
final class CellTransport implements Transport {
    private static final Duration KEPT = Duration.ofSeconds(5);

    /** Of a connection of which nobody is told. */
    private static final WakeUps.Listener NOBODY = new WakeUps.Listener() {
        @Override
        public void opened(boolean watchesItself) {}

        @Override
        public void alive() {}

        @Override
        public void woken(boolean brought) {}

        @Override
        public void shown() {}

        @Override
        public void closed(WakeUps.End end) {}
    };

    private final LiveDialect dialect;
    private final CellWire.Rough rough;
    private final Function<Supplier<ByteString>, CellLine.Road> roads;
    private final Function<Ask.Call, ApiResponse> calls;
    private final Consumer<Ask> asked;
    private ByteString site = ByteString.EMPTY;
    private @Nullable CellLine spare;
    private Duration idle = Duration.ZERO;

    /**
     * Not connected.
     *
     * @param roads makes the way to the server, for whoever has that name
     * @param calls answers calls of the API, which do not go through the dialect
     * @param asked told of each exchange before it is made
     */
    CellTransport(
            LiveDialect dialect,
            CellWire.Rough rough,
            Function<Supplier<ByteString>, CellLine.Road> roads,
            Function<Ask.Call, ApiResponse> calls,
            Consumer<Ask> asked) {
        this.dialect = dialect;
        this.rough = rough;
        this.roads = roads;
        this.calls = calls;
        this.asked = asked;
    }

    ByteString site() {
        return site;
    }

    @Override
    public Capabilities capabilities() {
        Capabilities own = dialect.capabilities("in-process");
        return Capabilities.clocks(own.dialect(), own.identity())
                .calls()
                .batchesOf(own.maxBatchCount(), own.maxBatchBytes())
                .build();
    }

    @Override
    public void named(byte[] id) {
        site = ByteString.of(id);
    }

    @Override
    public String group(Mutation mutation) {
        return dialect.group(mutation);
    }

    @Override
    public String echo(Mutation mutation) {
        return dialect.echo(mutation);
    }

    @Override
    public int measure(Mutation mutation) {
        return dialect.measure(mutation);
    }

    @Override
    public String freeze(Ask.Push push) {
        return dialect.freeze(push);
    }

    /** The faults in front of it take up to six seconds. */
    @Override
    public Duration deadline(Ask ask) {
        return Duration.ofSeconds(10);
    }

    @Override
    public Answer exchange(Ask ask, ChangeSink sink, Cancellation cancellation) {
        if (ask instanceof Ask.Call call) {
            return new Answer.Settled(Collections.emptyList(), new Page(call.cursor(), false), calls.apply(call));
        }
        if (ask instanceof Ask.Heard) {
            return new Answer.Settled(Collections.emptyList(), new Page(ask.cursor(), true), null);
        }
        asked.accept(ask);
        Answer answer = null;
        while (answer == null) {
            CellLine line = line();
            try {
                answer = line.exchange(ask, sink, cancellation, deadline(ask));
            } finally {
                idle = rough.time().uptime();
                if (line != spare) {
                    line.close();
                }
            }
        }
        return answer;
    }

    private CellLine line() {
        CellLine kept = spare;
        if (kept != null && kept.isBusy()) {
            return fresh();
        }
        if (kept == null || kept.isOver() || rough.time().uptime().minus(idle).compareTo(KEPT) > 0) {
            close();
            kept = fresh();
            spare = kept;
        }
        return kept;
    }

    private CellLine fresh() {
        CellLine line = new CellLine(roads.apply(this::site), NOBODY);
        line.start();
        return line;
    }

    @Override
    public void close() {
        CellLine last = spare;
        spare = null;
        if (last != null) {
            last.close();
        }
    }
}
