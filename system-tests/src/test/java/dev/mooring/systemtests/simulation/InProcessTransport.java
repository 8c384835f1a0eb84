package dev.mooring.systemtests.simulation;

import dev.mooring.sync.Cursor;
import dev.mooring.sync.okhttp.Dialect;
import dev.mooring.sync.spi.Answer;
import dev.mooring.sync.spi.Ask;
import dev.mooring.sync.spi.Cancellation;
import dev.mooring.sync.spi.ChangeSink;
import dev.mooring.sync.testing.http.Reply;
import dev.mooring.sync.testing.http.Request;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import okio.ByteString;

/** For a log, whose answers are cut into several so that every slice ends at a true position. */
public final class InProcessTransport extends DialectTransport {
    private final Cutter cutter;
    private final Garbage garbage;

    public InProcessTransport(Dialect dialect, Function<Request, Reply> server, Cutter cutter, Garbage garbage) {
        super(dialect, Map.of(), server);
        this.cutter = cutter;
        this.garbage = garbage;
    }

    /** Cuts the answer to a pull into several that say the same one after the other, so that slices are small. */
    @FunctionalInterface
    public interface Cutter {
        List<ByteString> cut(Ask ask, ByteString body);
    }

    @Override
    public Answer exchange(Ask ask, ChangeSink sink, Cancellation cancellation) {
        Reply reply = reply(ask);
        sink.sent();
        ByteString arrived = garbage.arriving(reply);
        if (!(ask instanceof Ask.Pull)) {
            return noted(ask, decode(ask, reply, arrived, sink));
        }
        Answer answer = null;
        Cursor at = ask.cursor();
        for (ByteString part : cutter.cut(ask, arrived)) {
            answer = decode(new Ask.Pull(at), reply, part, sink);
            if (!(answer instanceof Answer.Settled settled)) {
                break;
            }
            at = settled.page().cursor();
        }
        return Objects.requireNonNull(answer);
    }
}
